/** Abstract states are told apart by so many bits: few of those that campaigns reach are taken for others. */
export const STATE_BITS = 18;

const WORDS = 2 ** (STATE_BITS - 5);

/** A set of abstract states. It takes 32 KB, whatever it holds. */
export class StateSet {
  private readonly words = new Uint32Array(WORDS);

  /** What `asText` gave. */
  static fromText(text: string): StateSet {
    const set = new StateSet();
    const bytes = Buffer.from(text, "base64");
    for (let place = 0; place < WORDS; place++) set.words[place] = bytes.readUInt32LE(4 * place);
    return set;
  }

  asText(): string {
    const bytes = Buffer.alloc(4 * WORDS);
    for (let place = 0; place < WORDS; place++) bytes.writeUInt32LE(this.words[place]!, 4 * place);
    return bytes.toString("base64");
  }

  /** Whether it was not there. */
  add(state: number): boolean {
    const place = state >>> 5;
    const bit = 1 << (state & 31);
    if ((this.words[place]! & bit) !== 0) return false;
    this.words[place]! |= bit;
    return true;
  }
}

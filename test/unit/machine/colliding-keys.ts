/** Characters from here on are as good as any. */
const FIRST_CHARACTER = 0x4e00;

/**
 * Ordinary keys that all have the same hash, 2 to the power of `blocks` of them: of each block of two characters there are
 * two, which lead the hash from the same value to the same value. Anybody can make them so.
 */
export function collidingKeys(blocks: number): string[] {
  let keys = [""];
  let hash = 0;
  for (let block = 0; block < blocks; block++) {
    const [one, other] = meetingBlocks(hash);
    keys = keys.flatMap((key) => [key + one, key + other]);
    hash = hashOn(hash, one);
  }
  return keys;
}

/** Where first characters lead to the same high half, the second ones can make up for the low half. */
function meetingBlocks(hash: number): [string, string] {
  const seen = new Map<number, string>();
  for (let code = FIRST_CHARACTER; ; code++) {
    const first = String.fromCharCode(code);
    const after = hashOn(hash, first);
    const other = seen.get(after >>> 16);
    seen.set(after >>> 16, first);
    if (other === undefined) continue;
    const difference = after ^ hashOn(hash, other);
    let second = FIRST_CHARACTER;
    while (isSurrogate(second ^ difference)) second++;
    return [first + String.fromCharCode(second), other + String.fromCharCode(second ^ difference)];
  }
}

/** As `hashString` goes on, before it ends. */
function hashOn(hash: number, text: string): number {
  let after = hash;
  for (let place = 0; place < text.length; place++) {
    after = Math.imul(after ^ text.charCodeAt(place), 0x9e3779b1);
    after ^= after >>> 15;
  }
  return after;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

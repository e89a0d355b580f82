/** Bytes are not what an encoder of this program wrote, or are of a version that it does not know. Nothing was decoded. */
export class DecodingError extends Error {
  override readonly name = "DecodingError";
  /** Where in the bytes it shows. */
  readonly offset: number;
  private readonly what: string;

  constructor(offset: number, what: string) {
    super(`at byte ${offset}: ${what}`);
    this.offset = offset;
    this.what = what;
  }

  /** Of bytes that are a part of others, and begin so far behind the beginning of those. */
  within(startBytes: number): DecodingError {
    return new DecodingError(startBytes + this.offset, this.what);
  }
}

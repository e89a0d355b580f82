/** A file does not hold what was written to it. Its bytes are not used, and nothing is put in their place. */
export class DamagedFile extends Error {
  readonly file: string;
  readonly offset: number;
  readonly reason: string;

  constructor(file: string, offset: number, reason: string) {
    super(`${file} is damaged at byte ${offset}: ${reason}`);
    this.name = "DamagedFile";
    this.file = file;
    this.offset = offset;
    this.reason = reason;
  }
}

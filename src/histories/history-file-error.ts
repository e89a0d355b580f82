/** A text is not a history: a person's mistake. The message is one line, and says what was expected. */
export class HistoryFileError extends Error {
  override readonly name = "HistoryFileError";
  /** Counted from 1; undefined where it is the text as a whole. */
  readonly line: number | undefined;

  constructor(line: number | undefined, message: string) {
    super(message);
    this.line = line;
  }
}

/** A piece of a file as a message shows it: short, and on one line. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

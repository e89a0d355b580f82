import { HistoryFileError, shown } from "./history-file-error.ts";

/** A value of EDN or JSON. Keywords and symbols are their text (":read"); lists, vectors and sets are arrays. */
export type Value = null | boolean | number | string | readonly Value[] | ReadonlyMap<Value, Value>;

export interface PlacedValue {
  readonly value: Value;
  /** On which it begins, counted from 1. */
  readonly line: number;
}

const BLANK = /(?:[\s,]|;.*)+/y;
const TEXT = /"(?:[^"\\]|\\[\s\S])*"/y;
/** Whatever else is one word: a number, a keyword, a symbol, a tag. */
const WORD = /[^\s,;"()[\]{}]+/y;
const INTEGER = /^[+-]?\d+N?$/;
const DECIMAL = /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?$/;
const ESCAPED: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "#{": "}" };
const MAX_DEPTH = 100;

/**
 * Reads values of EDN or JSON, which share nearly everything: commas are blanks, and the colon behind a text that is a
 * key of a map is one too. Tags are read over: `#jepsen.history.Op{...}` is its map.
 */
export class ValueReader {
  private readonly text: string;
  private at = 0;
  private line: number;

  /** `line` is the number of the text's first line. */
  constructor(text: string, line = 1) {
    this.text = text;
    this.line = line;
  }

  /**
   * All values up to the end of the text. What stands in a list or vector of its own counts as standing by itself, so
   * that a file may be one array or a line for each.
   *
   * @throws HistoryFileError
   */
  readAll(): PlacedValue[] {
    const values: PlacedValue[] = [];
    for (this.skipBlanks(); this.at < this.text.length; this.skipBlanks()) {
      const closer = CLOSERS[this.text[this.at]!];
      if (closer === undefined || closer === "}") values.push(this.readPlaced(0));
      else for (const item of this.readUntil(closer, 1, 0)) values.push(item);
    }
    return values;
  }

  /** The one value that the text is. @throws HistoryFileError */
  readOne(): Value {
    this.skipBlanks();
    const value = this.read(0);
    this.skipBlanks();
    if (this.at === this.text.length) return value;
    throw this.error(`one value is expected, and ${shown(this.text.slice(this.at))} follows it`);
  }

  private readPlaced(depth: number): PlacedValue {
    const { line } = this;
    return { value: this.read(depth), line };
  }

  private read(depth: number): Value {
    if (depth > MAX_DEPTH) throw this.error(`values are nested more than ${MAX_DEPTH} deep`);
    const { text, at } = this;
    if (text[at] === '"') return this.readText();
    const opener = text.startsWith("#{", at) ? "#{" : (text[at] ?? "");
    if (opener === "#") {
      this.take(WORD);
      this.skipBlanks();
      return this.read(depth + 1);
    }
    const closer = CLOSERS[opener];
    if (closer === undefined) return this.readWord();
    if (opener === "{") return this.readMap(depth);
    return this.readUntil(closer, opener.length, depth).map(({ value }) => value);
  }

  private readUntil(closer: string, openerLength: number, depth: number): PlacedValue[] {
    const { line } = this;
    this.at += openerLength;
    const values: PlacedValue[] = [];
    while (!this.closes(closer, line)) values.push(this.readPlaced(depth + 1));
    return values;
  }

  private readMap(depth: number): Value {
    const { line } = this;
    this.at += 1;
    const map = new Map<Value, Value>();
    while (!this.closes("}", line)) {
      const isText = this.text[this.at] === '"';
      const key = this.read(depth + 1);
      this.skipBlanks();
      if (isText && this.text[this.at] === ":") {
        this.at += 1;
        this.skipBlanks();
      }
      map.set(key, this.read(depth + 1));
    }
    return map;
  }

  /** Whether the next thing is the closer, which is then read. */
  private closes(closer: string, openedOn: number): boolean {
    this.skipBlanks();
    if (this.at === this.text.length)
      throw new HistoryFileError(openedOn, `what opens here is not closed by ${closer}`);
    if (this.text[this.at] !== closer) return false;
    this.at += 1;
    return true;
  }

  private readText(): string {
    const { line } = this;
    const quoted = this.take(TEXT);
    if (quoted === undefined) throw new HistoryFileError(line, "a text begins here that does not end");
    return quoted
      .slice(1, -1)
      .replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, letter: string) => {
        return code === undefined ? (ESCAPED[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16));
      });
  }

  private readWord(): Value {
    const word = this.take(WORD);
    if (word === undefined)
      throw this.error(`a value is expected, not ${shown(this.text.slice(this.at, this.at + 1))}`);
    if (word === "nil" || word === "null") return null;
    if (word === "true" || word === "false") return word === "true";
    if (INTEGER.test(word) || DECIMAL.test(word)) return numberOf(word);
    return word;
  }

  private skipBlanks(): void {
    this.take(BLANK);
  }

  /** Reads what the pattern matches here, and counts its lines; undefined if it matches nothing. */
  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const taken = pattern.exec(this.text)?.[0];
    if (taken === undefined) return undefined;
    this.at += taken.length;
    for (let end = taken.indexOf("\n"); end >= 0; end = taken.indexOf("\n", end + 1)) this.line += 1;
    return taken;
  }

  private error(message: string): HistoryFileError {
    return new HistoryFileError(this.line, message);
  }
}

/** Numbers that would lose digits stay text, so that different ones stay different. */
function numberOf(word: string): number | string {
  const value = Number(word.replace(/[NM]$/, ""));
  return INTEGER.test(word) && !Number.isSafeInteger(value) ? word : value;
}

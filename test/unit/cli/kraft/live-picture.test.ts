import { expect, test } from "vitest";
import { LivePicture } from "../../../../src/cli/kraft/live-picture.ts";

const TOKENS = /ESC\[\d*[A-Z]|\n|(?:(?!ESC)[^\n])+/g;

/** As much of a terminal as the picture uses: no more, and anything else fails. */
class FakeTerminal {
  columns: number;
  rows: number;
  lines: string[];
  private row: number;

  constructor(columns: number, rows: number, before: readonly string[] = []) {
    this.columns = columns;
    this.rows = rows;
    this.lines = [...before];
    this.row = before.length;
  }

  write(text: string): void {
    for (const [token] of text.replaceAll("\x1b", "ESC").matchAll(TOKENS)) this.take(token);
  }

  private take(token: string): void {
    const up = /^ESC\[(\d+)A$/.exec(token);
    if (up !== null) this.row -= Number(up[1]);
    else if (token === "ESC[2K") this.lines[this.row] = "";
    else if (token === "ESC[0J") this.lines.length = this.row;
    else if (token === "ESC[H") this.row = 0;
    else if (token === "ESC[2J") this.lines.fill("");
    else if (token === "\n") this.row++;
    else if (token.startsWith("ESC")) throw new Error(`an unknown sequence: ${token}`);
    else this.lines[this.row] = token;
    expect(this.row).toBeGreaterThanOrEqual(0);
    expect(this.lines[this.row]?.length ?? 0).toBeLessThanOrEqual(this.columns);
  }
}

const linesOf = (...texts: string[]) => texts.map((text) => ({ text }));

test("a picture is drawn in the place of the last, however long that was", () => {
  const terminal = new FakeTerminal(80, 24, ["$ kraft cluster watch"]);
  const picture = new LivePicture(terminal);
  picture.draw(linesOf("one", "two", "three"));
  picture.draw(linesOf("1", "2"));
  expect(terminal.lines).toEqual(["$ kraft cluster watch", "1", "2"]);
  picture.draw(linesOf("a", "b", "c", "d"));
  expect(terminal.lines).toEqual(["$ kraft cluster watch", "a", "b", "c", "d"]);
});

test("what has no room is cut", () => {
  const terminal = new FakeTerminal(6, 4);
  new LivePicture(terminal).draw(linesOf("123456", "1234567", "three", "four", "five"));
  expect(terminal.lines).toEqual(["123456", "12345…", "three"]);
});

test("a terminal that does not know its size gets an ordinary picture", () => {
  const written: string[] = [];
  const picture = new LivePicture({ columns: 0, rows: 0, write: (text) => written.push(text) });
  picture.draw(linesOf("one", "two"));
  expect(written.join("")).toMatch(/one\n.*two\n/s);
});

test("after a change of size it begins anew", () => {
  const terminal = new FakeTerminal(80, 24, ["before"]);
  const picture = new LivePicture(terminal);
  picture.draw(linesOf("one", "two"));
  terminal.columns = 40;
  picture.draw(linesOf("1", "2"));
  expect(terminal.lines).toEqual(["1", "2"]);
});

test("lines are painted after they are cut", () => {
  const terminal: { columns: number; rows: number; text: string; write(text: string): void } = {
    columns: 4,
    rows: 5,
    text: "",
    write(text) {
      this.text += text;
    },
  };
  new LivePicture(terminal).draw([{ text: "leader", paint: (text) => `<${text}>` }]);
  expect(terminal.text).toContain("<lea…>\n");
});

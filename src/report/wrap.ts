/** Between words, but not between a number and its unit. */
const GAPS = / (?!(?:[mu]?s|%)(?:\W|$))/;

const INDENT = "  ";

/** Text in lines of at most `width` where its words allow that; all but the first begin with `indent`. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(GAPS)) {
    const isFirst = line.trim() === "";
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === "" && isFirst ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Text in such lines, each of which begins with two spaces. */
export function indented(text: string, width: number): string[] {
  return wrap(text, width - INDENT.length, "").map((line) => `${INDENT}${line}`);
}

/** What a workflow of GitHub reads: commands in the log, which become annotations, and a summary in Markdown. */

/** A section of a summary: what was done, what came of it, and the lines that say more. */
export function section(what: string, outcome: string, lines: readonly string[]): string {
  return [`### ${what}: ${outcome}`, "", ...lines, "", ""].join("\n");
}

/** A command that makes an annotation of what is wrong. */
export function errorCommand(title: string, message: string): string {
  return `::error title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** A command is one line, in which "%" begins what stands for a character. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property ends with a comma or a colon. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(row.map(cell)))];
}

/** Code stays as it is but for what would end a cell; other text must not become markup. */
function cell(text: string): string {
  const plain = text.startsWith("`")
    ? text
    : text.replace(/[&<>`*_[\]\\]/g, (character) => `&#${character.charCodeAt(0)};`);
  return plain.replaceAll("|", "\\|").replace(/\s*[\r\n]+\s*/g, " ");
}

export function code(text: string): string {
  if (text === "") return "";
  // As many backquotes as it takes: a seed may hold some.
  const fence = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  return text.includes("`") ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

/** Lists of these are long: each of their items has a line of its own, and everything else is laid out as usual. */
const LISTS = ["deeds", "departures"];

/** JSON for people: what was done to a cluster can be read from top to bottom. */
export function tapeText(file: object): string {
  return `${laidOut(file, "")}\n`;
}

function laidOut(value: unknown, indent: string): string {
  const line = oneLine(value);
  if (!isRecord(value) || indent.length + line.length <= 100) return line;
  const inner = `${indent}  `;
  const fields = Object.entries(value).map(([key, field]) => {
    const text = LISTS.includes(key) && Array.isArray(field) ? listed(field, inner) : laidOut(field, inner);
    return `${inner}${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${fields.join(",\n")}\n${indent}}`;
}

function listed(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return "[]";
  return `[\n${items.map((item) => `${indent}  ${oneLine(item)}`).join(",\n")}\n${indent}]`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${oneLine(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

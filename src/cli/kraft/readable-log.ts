/** The levels of a server's log. */
const LEVELS: readonly (readonly [atLeast: number, name: string])[] = [
  [60, "FATAL"],
  [50, "ERROR"],
  [40, "WARN "],
  [30, "info "],
  [20, "debug"],
  [0, "trace"],
];

/** What a reader of one log on one machine knows already. */
const KNOWN_ANYWAY = ["node", "pid", "hostname", "level", "time", "msg"];

/** A line of a server's log as people read it: time, level, sentence, facts. What is no such line stays as it is. */
export function readableLine(line: string): string {
  const record = parse(line);
  if (record === undefined) return line;
  const { level, time, msg } = record;
  const name = LEVELS.find(([atLeast]) => level >= atLeast)?.[1] ?? "     ";
  const facts = Object.entries(record)
    .filter(([key]) => !KNOWN_ANYWAY.includes(key))
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [new Date(time).toISOString().slice(11, 23), name, msg, ...facts].join(" ");
}

type Record = { readonly level: number; readonly time: number; readonly msg: string };

function parse(line: string): Record | undefined {
  try {
    const record = JSON.parse(line) as Partial<Record> | null;
    const isRecord = typeof record?.level === "number" && typeof record.msg === "string";
    return isRecord && isTime(record.time) ? (record as Record) : undefined;
  } catch {
    return undefined;
  }
}

function isTime(time: unknown): boolean {
  return typeof time === "number" && !Number.isNaN(new Date(time).getTime());
}

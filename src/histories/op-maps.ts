import { type HistoryEvent, PHASES, type Phase } from "./event.ts";
import { HistoryFileError, shown } from "./history-file-error.ts";
import { type PlacedValue, type Value, ValueReader } from "./value-reader.ts";

/**
 * Jepsen's operation maps, in EDN or JSON, a line for each or all in one array:
 * `{:process 0, :type :invoke, :f :read, :value nil}`, with a `:key` where there are several.
 *
 * @throws HistoryFileError
 */
export function readOpMaps(text: string): HistoryEvent[] {
  return new ValueReader(text).readAll().flatMap((placed) => eventOf(placed) ?? []);
}

/** Undefined for what no client did: the nemesis has a name where clients have a number. */
function eventOf({ value, line }: PlacedValue): HistoryEvent | undefined {
  if (!(value instanceof Map)) throw new HistoryFileError(line, "an operation map is expected");
  const process = field(value, "process");
  if (process === undefined) throw new HistoryFileError(line, "the operation has no process");
  if (typeof process === "string" && !/^\d+$/.test(process)) return undefined;
  if (typeof process !== "number" || !Number.isSafeInteger(process)) {
    throw new HistoryFileError(line, `the process must be a whole number, not ${shown(JSON.stringify(process))}`);
  }
  return {
    line,
    process,
    phase: phaseOf(bare(field(value, "type")), line),
    f: nameOf(field(value, "f"), line),
    key: field(value, "key"),
    value: field(value, "value") ?? null,
  };
}

function field(map: ReadonlyMap<Value, Value>, name: string): Value | undefined {
  const keyword = map.get(`:${name}`);
  return keyword === undefined ? map.get(name) : keyword;
}

/** @throws HistoryFileError if it is no phase of an operation. */
export function phaseOf(name: Value | undefined, line: number): Phase {
  const phase = PHASES.find((known) => known === name);
  if (phase !== undefined) return phase;
  const found = name === undefined ? "none is given" : `not ${shown(String(name))}`;
  throw new HistoryFileError(line, `the type must be one of ${PHASES.join(", ")}, ${found}`);
}

function nameOf(f: Value | undefined, line: number): string {
  const name = bare(f);
  if (typeof name !== "string") throw new HistoryFileError(line, "the operation has no f: what is done");
  return name;
}

/** A keyword without its colon. */
function bare(value: Value | undefined): Value | undefined {
  return typeof value === "string" ? value.replace(/^:/, "") : value;
}

import type { Command, Result } from "../machine/index.ts";
import type { Operation, Outcome } from "./history.ts";

/** An event as Jepsen writes it: registers that are read, written, and written on condition. */
interface JepsenEvent {
  readonly index: number;
  /** Nanoseconds. */
  readonly time: number;
  readonly type: "invoke" | Outcome;
  readonly process: number;
  readonly f: "read" | "write" | "cas";
  readonly key: string;
  readonly value: string | null | readonly [string | null, string];
  /** What a write replaced, as it was told. */
  readonly previous?: string | null;
  /** Why there was no answer. */
  readonly error?: string;
}

/** A line for each event. Both forms are read by `kraft-linearizability check`. */
export function jsonLines(operations: readonly Operation[]): string {
  return eventsOf(operations)
    .map((event) => `${JSON.stringify(event)}\n`)
    .join("");
}

export function ednLines(operations: readonly Operation[]): string {
  return eventsOf(operations)
    .map((event) => {
      const fields = Object.entries(event).map(([name, value]) => `:${name} ${edn(name, value)}`);
      return `{${fields.join(", ")}}\n`;
    })
    .join("");
}

function eventsOf(operations: readonly Operation[]): JepsenEvent[] {
  const events: Omit<JepsenEvent, "index">[] = [];
  for (const { command, process, invokedEvent, invokedMs, end } of operations) {
    const shared = { process, ...askedOf(command), key: command.key };
    events[invokedEvent] = { type: "invoke", time: nanoseconds(invokedMs), ...shared };
    if (end === undefined) continue;
    const type = typeOf(command, end.outcome, end.result);
    const time = nanoseconds(end.atMs);
    const more = end.reason === undefined ? {} : { error: end.reason };
    events[end.event] = { type, time, ...shared, ...answerOf(command, end.result), ...more };
  }
  return events.map((event, index) => ({ index, ...event }));
}

function askedOf(command: Command): Pick<JepsenEvent, "f" | "value"> {
  switch (command.kind) {
    case "get":
      return { f: "read", value: null };
    case "put":
      return { f: "write", value: command.value };
    case "compare-and-set":
      return { f: "cas", value: [command.expected ?? null, command.value] };
    default:
      throw new Error(`no client asks for a ${command.kind}`);
  }
}

/** A compare-and-set that found something else than it expected has failed. */
function typeOf(command: Command, outcome: Outcome, result: Result | undefined): Outcome {
  if (command.kind !== "compare-and-set" || result === undefined) return outcome;
  return result.previous === command.expected ? outcome : "fail";
}

function answerOf({ kind }: Command, result: Result | undefined): Partial<JepsenEvent> {
  if (result === undefined) return {};
  const previous = result.previous ?? null;
  return kind === "get" ? { value: previous } : { previous };
}

function nanoseconds(ms: number): number {
  return Math.round(ms * 1_000_000);
}

/** Its texts are JSON's; what tells the form of an event is a keyword. */
function edn(name: string, value: unknown): string {
  if (name === "type" || name === "f") return `:${value}`;
  if (value === null) return "nil";
  return Array.isArray(value) ? `[${value.map((each) => edn("", each)).join(" ")}]` : JSON.stringify(value);
}

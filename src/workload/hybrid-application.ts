import {
  goesByGossip,
  type HybridCommand,
  HybridMachine,
  type HybridResult,
  isTyped,
  KeyTypes,
  type Way,
} from "../hybrid/index.ts";
import type { Command, Result } from "../machine/command.ts";
import { type Application, COMMAND_DRAWS, type Commands } from "./application.ts";
import { KeyValueCommands } from "./key-value-application.ts";

/** Which keys hold a replicated type; the others are ordinary. */
export const HYBRID_KEYS = KeyTypes.declare({
  "counter:*": "gcounter",
  "balance:*": "pncounter",
  "tags:*": "gset",
  "cart:*": "orset",
  "name:*": "lww",
});

/** Ordinary keys and typed ones, and clients who take both ways to the same typed keys. */
export const HYBRID_APPLICATION: Application<HybridCommand, HybridResult> = {
  createMachine: () => new HybridMachine(HYBRID_KEYS),
  readsOnly: ({ kind }) => kind === "get" || kind === "value",
  isEventual: goesByGossip,
  createCommands: () => new HybridCommands(),
};

const PREFIXES = ["counter", "balance", "tags", "cart", "name"] as const;
const KEYS_OF_EACH = 3;
const ELEMENTS = 6;
const AMOUNTS = 5;
const CLOCK_US = 1_000;

/** Of so many draws: one for each kind of command, each key, and all that an operation is made of. */
const WAYS = 3;
const READS = 3;
const DRAWS = WAYS * READS * PREFIXES.length * KEYS_OF_EACH * ELEMENTS * 2;

/** A third of a client's commands are on ordinary keys; of the others as many go by gossip as through the log. */
export class HybridCommands implements Commands<HybridCommand, HybridResult> {
  private ordinary = new KeyValueCommands();

  next(draw: number, client: number, sequence: number): HybridCommand {
    let rest = Math.floor((draw * DRAWS) / COMMAND_DRAWS);
    const take = (below: number): number => {
      const taken = rest % below;
      rest = Math.floor(rest / below);
      return taken;
    };
    const way = ([undefined, "log", "gossip"] as const)[take(WAYS)];
    // What the digits above are made of is spread anew, or ordinary commands would be of a few kinds.
    if (way === undefined) return this.ordinary.next((draw * WAYS) % COMMAND_DRAWS, client, sequence);
    const isRead = take(READS) === 0;
    const prefix = PREFIXES[take(PREFIXES.length)]!;
    const key = `${prefix}:${take(KEYS_OF_EACH)}`;
    if (isRead) return { kind: "value", way, key };
    return operationOn(prefix, key, way, take(ELEMENTS), take(2) === 0, `c${client}.${sequence}`);
  }

  learned(command: HybridCommand, result: HybridResult): void {
    if (isOrdinary(command)) this.ordinary.learned(command, result as Result);
  }

  lost(command: HybridCommand): void {
    if (isOrdinary(command)) this.ordinary.lost(command);
  }

  fork(): HybridCommands {
    const copy = new HybridCommands();
    copy.ordinary = this.ordinary.fork();
    return copy;
  }
}

function operationOn(
  prefix: (typeof PREFIXES)[number],
  key: string,
  way: Way,
  drawn: number,
  isTakenBack: boolean,
  value: string,
): HybridCommand {
  const by = 1 + (drawn % AMOUNTS);
  const element = `e${drawn}`;
  switch (prefix) {
    case "counter":
      return { kind: "operate", way, key, operation: { kind: "increment", by } };
    case "balance":
      return { kind: "operate", way, key, operation: { kind: isTakenBack ? "decrement" : "increment", by } };
    case "tags":
      return { kind: "operate", way, key, operation: { kind: "add", element } };
    case "cart":
      return { kind: "operate", way, key, operation: { kind: isTakenBack ? "remove" : "add", element } };
    case "name":
      return { kind: "operate", way, key, operation: { kind: "assign", value, nowUs: drawn % CLOCK_US } };
  }
}

function isOrdinary(command: HybridCommand): command is Command {
  return !isTyped(command) && command.kind !== "log-state" && command.kind !== "log-keys";
}

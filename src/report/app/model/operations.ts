import type { Step } from "../../../fuzz/chronicle/chronicle.ts";

/** A client's operation, from its invocation to its answer. */
export interface ClientOperation {
  readonly client: number;
  readonly sequence: number;
  readonly command: unknown;
  /** What it promises if it is a read that does not go through the log. */
  readonly consistency?: string;
  readonly invokedStep: number;
  /** Undefined while it is open, and if it never ended. */
  returnedStep?: number;
  ending?: "answered" | "unknown" | "session expired" | "refused";
  result?: unknown;
  /** Where the cluster said it was applied. */
  index?: number;
  /** The step in which a machine first carried it out: the point at which it takes effect. */
  appliedStep?: number;
}

/** All operations of the clients, in the order in which they began. */
export function operationsOf(steps: readonly Step[]): ClientOperation[] {
  const operations: ClientOperation[] = [];
  const byName = new Map<string, ClientOperation>();
  const named = (client: number, sequence: number) => byName.get(`${client} ${sequence}`);
  const begin = (operation: ClientOperation): void => {
    operations.push(operation);
    byName.set(`${operation.client} ${operation.sequence}`, operation);
  };
  for (let at = 0; at < steps.length; at++) {
    for (const { name, args } of steps[at]!.facts) {
      if (name === "clientInvoked") {
        begin({ client: args[0], sequence: args[1], command: args[2], invokedStep: at });
      } else if (name === "clientRead") {
        begin({ client: args[0], sequence: args[1], command: args[2], consistency: args[3], invokedStep: at });
      } else if (name === "clientReturned") {
        end(named(args[0], args[1]), at, args[2], args[3]);
      } else if (name === "clientSessionExpired") {
        const operation = named(args[0], args[1]);
        if (operation !== undefined) Object.assign(operation, { returnedStep: at, ending: "session expired" });
      } else if (name === "clientRefused") {
        const operation = named(args[0], args[1]);
        if (operation !== undefined) Object.assign(operation, { returnedStep: at, ending: "refused" });
      } else if (name === "commandApplied" && args[1] === args[4]) {
        const operation = named(args[2], args[3]);
        if (operation !== undefined) operation.appliedStep ??= at;
      }
    }
  }
  return operations;
}

function end(operation: ClientOperation | undefined, step: number, index: number, result: unknown): void {
  if (operation === undefined) return;
  const known = index > 0;
  operation.returnedStep = step;
  operation.ending = known ? "answered" : "unknown";
  if (known) Object.assign(operation, { index, result });
}

/** The key that a command is about; undefined if it is about none. */
export function keyOf(command: unknown): string | undefined {
  const key = (command as { readonly key?: unknown } | null)?.key;
  return typeof key === "string" ? key : undefined;
}

/** A command in few words: "put x 3". */
export function commandText(command: unknown): string {
  if (typeof command !== "object" || command === null) return JSON.stringify(command) ?? "";
  const { kind, key, ...rest } = command as Record<string, unknown>;
  const words = [kind, key, ...Object.values(rest)];
  return words
    .map((word) => (typeof word === "string" ? word : word == null ? "nothing" : JSON.stringify(word)))
    .join(" ");
}

/** An answer in few words: "held 3, changed". */
export function resultText(result: unknown): string {
  if (typeof result !== "object" || result === null || !("changed" in result))
    return JSON.stringify(result) ?? "nothing";
  const { changed, previous } = result as { readonly changed: unknown; readonly previous?: unknown };
  const held = previous === undefined || previous === null ? "absent" : `held ${previous}`;
  return changed === true ? `${held}, changed` : held;
}

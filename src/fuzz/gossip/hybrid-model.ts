import { ILLEGAL, type Model } from "../../../invariants/client/linearizability/index.ts";
import { keyValueMachineModel } from "../../../invariants/index.ts";
import type { CrdtOperation, CrdtValue } from "../../crdt/index.ts";
import {
  type HybridCommand,
  type HybridResult,
  isTyped,
  type TypedCommand,
  type TypedResult,
} from "../../hybrid/index.ts";
import type { Command, Result } from "../../machine/index.ts";

/**
 * What the hybrid machine answers to what goes through the log, key by key, told without states and merges: a counter is
 * a number, a set its elements, a register what was assigned last. What goes by gossip is none of its business.
 */
export const hybridModel: Model<HybridCommand, HybridResult, string | undefined> = {
  initial: undefined,

  keyOf: (command) => ("key" in command ? command.key : ""),

  step: (held, command, result) => {
    if (!isTyped(command)) return keyValueMachineModel.step(held, command as Command, result as Result | undefined);
    const value = valueAfter(command, held);
    return result === undefined || isAnswer(command, value, result as TypedResult) ? value : ILLEGAL;
  },

  isReadOnly: (command, result) => {
    if (isTyped(command)) return command.kind === "value";
    return keyValueMachineModel.isReadOnly(command as Command, result as Result | undefined);
  },

  describe: (command, result) => {
    if (!isTyped(command)) return keyValueMachineModel.describe(command as Command, result as Result | undefined);
    const words =
      command.kind === "value" ? ["value", command.key] : [describeOperation(command.operation), command.key];
    return `${words.join(" ")} -> ${result === undefined ? "?" : JSON.stringify((result as TypedResult).value ?? null)}`;
  },

  describeState: keyValueMachineModel.describeState,

  objection: (held, command, result) => {
    if (!isTyped(command)) return keyValueMachineModel.objection(held, command as Command, result as Result);
    return `the answer is ${valueAfter(command, held) ?? "nothing"}`;
  },
};

/** What a typed key holds after a command, as JSON; undefined: nothing was ever done to it. */
function valueAfter(command: TypedCommand, held: string | undefined): string | undefined {
  if (command.kind === "value") return held;
  const { operation } = command;
  switch (operation.kind) {
    case "assign":
      return JSON.stringify(operation.value);
    case "increment":
      return JSON.stringify(numberIn(held) + operation.by);
    case "decrement":
      return JSON.stringify(numberIn(held) - operation.by);
    case "add":
      return JSON.stringify([...new Set([...elementsIn(held), operation.element])].sort());
    case "remove":
      return JSON.stringify(elementsIn(held).filter((element) => element !== operation.element));
  }
}

/** An untouched key shows what its type shows where nothing was done. */
function isAnswer({ key }: TypedCommand, value: string | undefined, { refused, value: told }: TypedResult): boolean {
  if (refused !== undefined) return false;
  const untouched: CrdtValue = key.startsWith("name:") ? undefined : /^(tags|cart):/.test(key) ? [] : 0;
  return JSON.stringify(told) === (value ?? JSON.stringify(untouched));
}

function numberIn(held: string | undefined): number {
  return held === undefined ? 0 : (JSON.parse(held) as number);
}

function elementsIn(held: string | undefined): readonly string[] {
  return held === undefined ? [] : (JSON.parse(held) as string[]);
}

function describeOperation(operation: CrdtOperation): string {
  const { kind, ...rest } = operation;
  return `${kind} ${Object.values(rest).join(" at ")} on`;
}

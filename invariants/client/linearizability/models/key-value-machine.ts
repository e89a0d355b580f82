import { type Command, type Result, valueAfter } from "../../../../src/machine/index.ts";
import { ILLEGAL, type Model } from "../model.ts";

/** Our own key-value machine, key by key: undefined where it holds nothing. */
export const keyValueMachineModel: Model<Command, Result, string | undefined> = {
  initial: undefined,

  keyOf: (command) => command.key,

  step: (held, command, result) => {
    const value = valueAfter(command, held);
    if (result !== undefined && (result.previous !== held || result.changed !== (value !== held))) return ILLEGAL;
    return value;
  },

  isReadOnly: ({ kind }, result) => kind === "get" || result?.changed === false,

  describe: (command, result) => {
    const words = [command.kind, command.key];
    if (command.kind === "compare-and-set") words.push(describeValue(command.expected), "to");
    if (command.kind === "compare-and-delete") words.push(describeValue(command.expected));
    if ("value" in command) words.push(JSON.stringify(command.value));
    return `${words.join(" ")} -> ${result === undefined ? "?" : describeResult(result)}`;
  },

  describeState: describeValue,

  foresight: {
    demandOf: (_command, { previous }) => ({ kind: "state", held: previous }),

    effectOf: (command) => {
      switch (command.kind) {
        case "get":
          throw new Error("A get does nothing.");
        case "put":
          return { kind: "sets", to: command.value };
        case "delete":
          return { kind: "sets", to: undefined };
        case "compare-and-set":
          return { kind: "swaps", from: command.expected, to: command.value };
        case "compare-and-delete":
          return { kind: "swaps", from: command.expected, to: undefined };
        case "append":
          return { kind: "appends", text: command.value, nothing: undefined };
      }
    },
  },

  objection: (held, command) => {
    const changed = valueAfter(command, held) !== held;
    return `the answer is ${describeResult({ previous: held, changed })}`;
  },
};

function describeResult({ previous, changed }: Result): string {
  return `${describeValue(previous)}, ${changed ? "changed" : "unchanged"}`;
}

function describeValue(value: string | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

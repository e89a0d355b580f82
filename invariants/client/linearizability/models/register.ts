import { ILLEGAL, type Model } from "../model.ts";

export type RegisterValue = string | number | boolean | null;

/** One of several registers, by its key; where there is only one, the key is empty. */
export type RegisterCommand =
  | { readonly kind: "read"; readonly key: string }
  | { readonly kind: "write"; readonly key: string; readonly value: RegisterValue }
  /** Writes `value` if the register holds `expected`. */
  | {
      readonly kind: "compare-and-set";
      readonly key: string;
      readonly expected: RegisterValue;
      readonly value: RegisterValue;
    };

/** What was read; of a compare-and-set whether it wrote; of a write, which has nothing to tell, anything. */
export type RegisterResult = RegisterValue;

/** A register that is read, written, and written on condition. It holds null at first. */
export const registerModel: Model<RegisterCommand, RegisterResult, RegisterValue> = {
  initial: null,

  keyOf: (command) => command.key,

  step: (held, command, result) => {
    switch (command.kind) {
      case "read":
        return result === undefined || result === held ? held : ILLEGAL;
      case "write":
        return command.value;
      case "compare-and-set": {
        const writes = held === command.expected;
        if (result !== undefined && result !== writes) return ILLEGAL;
        return writes ? command.value : held;
      }
    }
  },

  /** A compare-and-set that did not write changed nothing, wherever that is a legal answer. */
  isReadOnly: ({ kind }, result) => kind === "read" || (kind === "compare-and-set" && result === false),

  describe: (command, result) => {
    const name = command.key === "" ? "" : `${command.key} `;
    switch (command.kind) {
      case "read":
        return `read ${name}-> ${result === undefined ? "?" : JSON.stringify(result)}`;
      case "write":
        return `write ${name}${JSON.stringify(command.value)}`;
      case "compare-and-set": {
        const outcome = result === undefined ? "?" : result === true ? "done" : "refused";
        return `cas ${name}${JSON.stringify(command.expected)} to ${JSON.stringify(command.value)} -> ${outcome}`;
      }
    }
  },

  describeState: (held) => JSON.stringify(held),

  foresight: {
    demandOf: (command, result) => {
      if (command.kind === "read") return { kind: "state", held: result };
      if (command.kind === "write") return { kind: "none" };
      return result === true ? { kind: "state", held: command.expected } : { kind: "other" };
    },

    effectOf: (command) => {
      if (command.kind === "read") throw new Error("A read does nothing.");
      if (command.kind === "write") return { kind: "sets", to: command.value };
      return { kind: "swaps", from: command.expected, to: command.value };
    },
  },

  objection: (held, command) => {
    if (command.kind === "read") return `a read gives ${JSON.stringify(held)}`;
    if (command.kind === "write") throw new Error("A write is legal in every state.");
    return held === command.expected ? "the cas is done" : "the cas is refused";
  },
};

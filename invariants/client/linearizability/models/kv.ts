import { ILLEGAL, type Model } from "../model.ts";

/** The commands of Porcupine's and Jepsen's key-value stores. */
export type KvCommand =
  | { readonly kind: "get"; readonly key: string }
  | { readonly kind: "put"; readonly key: string; readonly value: string }
  | { readonly kind: "append"; readonly key: string; readonly value: string };

/** The text that a get gave; of the others, which have nothing to tell, anything. */
export type KvResult = string | null;

/** Texts by key, got, put and appended to. Every key holds the empty text at first. */
export const kvModel: Model<KvCommand, KvResult, string> = {
  initial: "",

  keyOf: (command) => command.key,

  step: (held, command, result) => {
    switch (command.kind) {
      case "get":
        return result === undefined || result === held ? held : ILLEGAL;
      case "put":
        return command.value;
      case "append":
        return held + command.value;
    }
  },

  isReadOnly: ({ kind }) => kind === "get",

  describe: (command, result) => {
    const { key } = command;
    if (command.kind === "get") return `get ${key} -> ${result === undefined ? "?" : JSON.stringify(result)}`;
    return `${command.kind} ${key} ${JSON.stringify(command.value)}`;
  },

  describeState: (held) => JSON.stringify(held),

  foresight: {
    demandOf: (command, result) => {
      if (command.kind === "get") return { kind: "state", held: result as string };
      return { kind: command.kind === "put" ? "none" : "other" };
    },

    effectOf: (command) => {
      if (command.kind === "get") throw new Error("A get does nothing.");
      if (command.kind === "put") return { kind: "sets", to: command.value };
      return { kind: "appends", text: command.value, nothing: "" };
    },
  },

  objection: (held, command) => {
    if (command.kind !== "get") throw new Error(`A ${command.kind} is legal in every state.`);
    return `a get gives ${JSON.stringify(held)}`;
  },
};

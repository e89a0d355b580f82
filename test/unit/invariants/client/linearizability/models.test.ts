import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Effect,
  ILLEGAL,
  keyValueMachineModel,
  kvModel,
  type Model,
  registerModel,
  type State,
} from "../../../../../invariants/client/linearizability/index.ts";
import { type Command, KeyValueMachine, MAX_VALUE_LENGTH, type Result } from "../../../../../src/machine/index.ts";
import { anyCommand } from "../../../machine/commands.ts";
import { kvSayings, machineSayings, registerSayings } from "./small-histories.ts";

describe("our key-value machine", () => {
  test("the model does what the machine does, and nothing else is legal", () => {
    fc.assert(
      fc.property(fc.array(anyCommand), (commands) => {
        const machine = new KeyValueMachine();
        const states = new Map<string, string | undefined>();
        for (const command of commands) {
          const held = states.get(command.key);
          const result = machine.apply(command);
          const next = keyValueMachineModel.step(held, command, result);
          expect(keyValueMachineModel.step(held, command, undefined)).toBe(next);
          const { previous, changed } = result;
          const otherPrevious = previous === undefined ? "other" : undefined;
          expect(keyValueMachineModel.step(held, command, { previous: otherPrevious, changed })).toBe(ILLEGAL);
          expect(keyValueMachineModel.step(held, command, { previous, changed: !changed })).toBe(ILLEGAL);
          if (keyValueMachineModel.isReadOnly(command, result)) expect(next).toBe(held);
          states.set(keyValueMachineModel.keyOf(command), next as string | undefined);
        }
      }),
    );
  });

  test("the model refuses a value that is too long, as the machine does", () => {
    const held = "x".repeat(MAX_VALUE_LENGTH);
    const append: Command = { kind: "append", key: "a", value: "y" };
    const { step } = keyValueMachineModel;
    expect(step(held, append, { previous: held, changed: false }) === held).toBe(true);
    expect(step(held, append, undefined) === held).toBe(true);
    expect(step(held, append, { previous: held, changed: true })).toBe(ILLEGAL);
  });
});

/** Everything a model says of one operation and one state in which its result is illegal. */
function said<C, R, S extends string | number | boolean | null | undefined>(
  model: Model<C, R, S>,
  state: S,
  command: C,
  result: R,
): string {
  const { describe, describeState, objection } = model;
  expect(model.step(state, command, result)).toBe(ILLEGAL);
  return `${describe(command, undefined)}; ${describe(command, result)}; ${describeState(state)}: ${objection(state, command, result)}`;
}

describe("words", () => {
  const previous = "a";
  test.each<[Command, string | undefined, Result, string]>([
    [
      { kind: "get", key: "k" },
      "b",
      { previous, changed: false },
      'get k -> ?; get k -> "a", unchanged; "b": the answer is "b", unchanged',
    ],
    [
      { kind: "delete", key: "k" },
      undefined,
      { previous, changed: true },
      'delete k -> ?; delete k -> "a", changed; nothing: the answer is nothing, unchanged',
    ],
    [
      { kind: "append", key: "k", value: "v" },
      undefined,
      { previous, changed: true },
      'append k "v" -> ?; append k "v" -> "a", changed; nothing: the answer is nothing, changed',
    ],
    [
      { kind: "compare-and-set", key: "k", expected: undefined, value: "v" },
      "b",
      { previous: "b", changed: true },
      'compare-and-set k nothing to "v" -> ?; compare-and-set k nothing to "v" -> "b", changed; "b": the answer is "b", unchanged',
    ],
  ])("of our key-value machine: %j", (command, state, result, words) => {
    expect(said(keyValueMachineModel, state, command, result)).toBe(words);
  });

  test("of a register", () => {
    const cas = { kind: "compare-and-set", key: "", expected: 1, value: "a" } as const;
    expect(said(registerModel, 1, { kind: "read", key: "" }, null)).toBe("read -> ?; read -> null; 1: a read gives 1");
    expect(said(registerModel, 1, cas, false)).toBe('cas 1 to "a" -> ?; cas 1 to "a" -> refused; 1: the cas is done');
    expect(said(registerModel, 2, { ...cas, key: "k" }, true)).toBe(
      'cas k 1 to "a" -> ?; cas k 1 to "a" -> done; 2: the cas is refused',
    );
    expect(registerModel.describe({ kind: "write", key: "k", value: 5 }, true)).toBe("write k 5");
  });

  test("of a kv store", () => {
    expect(said(kvModel, "b", { kind: "get", key: "k" }, "a")).toBe('get k -> ?; get k -> "a"; "b": a get gives "b"');
    expect(kvModel.describe({ kind: "append", key: "k", value: "v" }, null)).toBe('append k "v"');
  });
});

test("a kv store puts and appends to what is the empty text at first", () => {
  expect(kvModel.initial).toBe("");
  expect(kvModel.step("ab", { kind: "append", key: "k", value: "c" }, null)).toBe("abc");
  expect(kvModel.step("ab", { kind: "put", key: "k", value: "c" }, undefined)).toBe("c");
});

describe("foresight agrees with what the steps come to", () => {
  test("of our key-value machine", () =>
    foreseesItsSteps(machineSayings, keyValueMachineModel, [undefined, "", "a", "b", "ab", "aba"]));
  test("of a register", () => foreseesItsSteps(registerSayings, registerModel, [null, 0, 1, 2, 3]));
  test("of a kv store", () => foreseesItsSteps(kvSayings, kvModel, ["", "a", "b", "ab", "aba"]));
});

/** In each of the states. */
function foreseesItsSteps<C, R, S extends State>(
  sayings: fc.Arbitrary<readonly [C, R]>,
  model: Model<C, R, S>,
  states: readonly S[],
): void {
  const { demandOf, effectOf } = model.foresight!;
  fc.assert(
    fc.property(sayings, ([command, result]) => {
      const demand = demandOf(command, result);
      const afterwards = states.map((state) => model.step(state, command, result));
      if (demand.kind === "none") expect(new Set(afterwards).size).toBe(1);
      if (demand.kind === "none") expect(afterwards).not.toContain(ILLEGAL);
      if (demand.kind === "state") {
        states.forEach((state, at) => {
          if (state !== demand.held) expect(afterwards[at]).toBe(ILLEGAL);
        });
      }
      if (model.isReadOnly(command, undefined)) return;
      const effect = effectOf(command);
      for (const state of states) expect(model.step(state, command, undefined)).toBe(afterEffect(state, effect));
    }),
    { numRuns: 500 },
  );
}

function afterEffect<S extends State>(state: S, effect: Effect<S>): State {
  switch (effect.kind) {
    case "sets":
      return effect.to;
    case "swaps":
      return state === effect.from ? effect.to : state;
    case "appends":
      return state === effect.nothing ? effect.text : `${state}${effect.text}`;
  }
}

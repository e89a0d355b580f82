import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../src/machine/byte-writer.ts";
import type { Command, Result } from "../../../src/machine/command.ts";
import { hashString } from "../../../src/machine/hash.ts";
import { isRefused, KeyValueMachine, MAX_VALUE_LENGTH } from "../../../src/machine/key-value.ts";
import { collidingKeys } from "./colliding-keys.ts";
import { anyCommand } from "./commands.ts";

const anyCommands = fc.array(anyCommand, { maxLength: 40 });

/** The commands in their plainest words. */
function applyToModel(model: Map<string, string>, command: Command): Result {
  const previous = model.get(command.key);
  if (command.kind === "put") model.set(command.key, command.value);
  if (command.kind === "delete") model.delete(command.key);
  if (command.kind === "append") model.set(command.key, (previous ?? "") + command.value);
  if (command.kind === "compare-and-set" && previous === command.expected) model.set(command.key, command.value);
  if (command.kind === "compare-and-delete" && previous === command.expected) model.delete(command.key);
  return { previous, changed: model.get(command.key) !== previous };
}

function run(commands: readonly Command[], machine = new KeyValueMachine()): KeyValueMachine {
  for (const command of commands) machine.apply(command);
  return machine;
}

/** The shortest way to a state, in an order of its own. */
function writeDirectly(state: Map<string, string>): KeyValueMachine {
  const pairs = [...state].sort(([one], [other]) => (one < other ? 1 : -1));
  return run(pairs.map(([key, value]) => ({ kind: "put", key, value })));
}

function modelOf(commands: readonly Command[]): Map<string, string> {
  const model = new Map<string, string>();
  for (const command of commands) applyToModel(model, command);
  return model;
}

describe("KeyValueMachine", () => {
  test("answers as a map does", () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const machine = new KeyValueMachine();
        const model = new Map<string, string>();
        for (const command of commands) expect(machine.apply(command)).toEqual(applyToModel(model, command));
      }),
    );
  });

  test("compare-and-set tells an absent key from an empty value", () => {
    const machine = new KeyValueMachine();
    expect(machine.apply({ kind: "compare-and-set", key: "a", expected: "", value: "x" }).changed).toBe(false);
    expect(machine.apply({ kind: "compare-and-set", key: "a", expected: undefined, value: "" }).changed).toBe(true);
    expect(machine.apply({ kind: "compare-and-set", key: "a", expected: undefined, value: "y" }).changed).toBe(false);
    expect(machine.apply({ kind: "compare-and-set", key: "a", expected: "", value: "z" }).changed).toBe(true);
  });

  test("compare-and-delete deletes what holds the value that is expected, and nothing else", () => {
    const machine = run([{ kind: "put", key: "a", value: "x" }]);
    expect(machine.apply({ kind: "compare-and-delete", key: "a", expected: "y" })).toEqual({
      previous: "x",
      changed: false,
    });
    expect(machine.apply({ kind: "compare-and-delete", key: "b", expected: "" })).toEqual({ changed: false });
    expect(machine.apply({ kind: "compare-and-delete", key: "a", expected: "x" })).toEqual({
      previous: "x",
      changed: true,
    });
    expect(machine.stateHash).toBe(0);
  });

  test("refuses what would make a value too long, and goes on", () => {
    const longest = "x".repeat(MAX_VALUE_LENGTH);
    const machine = run([{ kind: "put", key: "a", value: longest.slice(1) }]);
    expect(machine.apply({ kind: "append", key: "a", value: "y" }).changed).toBe(true);
    const { stateHash } = machine;
    const tooLong: Command[] = [
      { kind: "append", key: "a", value: "z" },
      { kind: "put", key: "a", value: `${longest}z` },
      { kind: "append", key: "b", value: `${longest}z` },
      { kind: "compare-and-set", key: "b", expected: undefined, value: `${longest}z` },
    ];
    for (const command of tooLong) {
      const { changed, previous } = machine.apply(command);
      expect([changed, previous?.length, isRefused(command, previous)]).toEqual([
        false,
        command.key === "a" ? MAX_VALUE_LENGTH : undefined,
        true,
      ]);
    }
    expect(machine.stateHash).toBe(stateHash);
    const failed: Command = { kind: "compare-and-set", key: "a", expected: "", value: `${longest}z` };
    expect(isRefused(failed, machine.apply(failed).previous)).toBe(false);
    expect(machine.apply({ kind: "delete", key: "a" }).changed).toBe(true);
  });

  test("the bytes of a value that is too long are refused", () => {
    const writer = new ByteWriter(1_024);
    for (const integer of [1, 1]) writer.writeInteger(integer);
    for (const text of ["a", "x".repeat(MAX_VALUE_LENGTH + 1)]) writer.writeText(text);
    expect(() => new KeyValueMachine().restoreState([writer.take()])).toThrow(
      `at byte 2: a value is longer than ${MAX_VALUE_LENGTH}`,
    );
  });

  test("the state hash is the same whatever the path to a state", () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        expect(run(commands).stateHash).toBe(writeDirectly(modelOf(commands)).stateHash);
      }),
    );
  });

  test("the state hash differs for different states, and is a 32-bit integer", () => {
    const states = new Map<number, string>();
    const anyState = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 })), { maxLength: 4 });
    fc.assert(
      fc.property(anyState, (pairs) => {
        const state = new Map(pairs);
        const hash = writeDirectly(state).stateHash;
        expect(hash).toBe(hash | 0);
        const text = JSON.stringify([...state].sort());
        expect(states.get(hash) ?? text).toBe(text);
        states.set(hash, text);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the state hash tells a key from a value, and who holds what", () => {
    const hashes = [
      new Map([["a", "b"]]),
      new Map([["b", "a"]]),
      new Map([["ab", ""]]),
      new Map([["", "ab"]]),
      new Map([["", ""]]),
      new Map(),
      new Map([
        ["a", "x"],
        ["b", "y"],
      ]),
      new Map([
        ["a", "y"],
        ["b", "x"],
      ]),
    ].map((state) => writeDirectly(state).stateHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test("holds any number of keys whose hashes meet, as anybody can make them", () => {
    const keys = collidingKeys(16).slice(0, 50_000);
    expect(new Set(keys.map((key) => hashString(key, 0))).size).toBe(1);
    const machine = run(keys.map((key) => ({ kind: "put", key, value: key })));
    expect(machine.size).toBe(50_000);
    for (const key of keys) expect(machine.query({ kind: "get", key }).previous === key).toBe(true);
    const backwards = new KeyValueMachine();
    for (const key of keys.toReversed()) backwards.apply({ kind: "put", key, value: key });
    expect(Buffer.concat([...machine.stateBytes()]).equals(Buffer.concat([...backwards.stateBytes()]))).toBe(true);
    const restored = new KeyValueMachine();
    restored.restoreState(machine.stateBytes());
    expect(restored.stateHash).toBe(machine.stateHash);
    expect(
      run(
        keys.map((key) => ({ kind: "delete", key })),
        restored,
      ).size,
    ).toBe(0);
    expect(restored.stateHash).toBe(0);
  });

  test("a fork and its original go on apart, each as if it were alone", () => {
    fc.assert(
      fc.property(anyCommands, anyCommands, anyCommands, (before, afterHere, afterThere) => {
        const original = run(before);
        const copy = original.fork();
        const second = copy.fork();
        expect(copy.stateHash).toBe(original.stateHash);
        run(afterThere, copy);
        run(afterHere, original);
        expect(original.stateHash).toBe(run([...before, ...afterHere]).stateHash);
        expect(copy.stateHash).toBe(run([...before, ...afterThere]).stateHash);
        expect(second.stateHash).toBe(run(before).stateHash);
        for (const key of ["a", "b", "c", ""]) {
          expect(original.apply({ kind: "get", key }).previous).toBe(modelOf([...before, ...afterHere]).get(key));
          expect(copy.apply({ kind: "get", key }).previous).toBe(modelOf([...before, ...afterThere]).get(key));
          expect(second.apply({ kind: "get", key }).previous).toBe(modelOf(before).get(key));
        }
      }),
    );
  });
});

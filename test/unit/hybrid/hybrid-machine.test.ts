import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { ILLEGAL } from "../../../invariants/client/linearizability/index.ts";
import { type CrdtOperation, crdtType, decode, encode, MAX_TEXT_LENGTH } from "../../../src/crdt/index.ts";
import { hybridModel } from "../../../src/fuzz/gossip/hybrid-model.ts";
import {
  encodeStates,
  type HybridCommand,
  HybridMachine,
  KeyedStates,
  LocalReplica,
  type LogState,
} from "../../../src/hybrid/index.ts";
import { DecodingError, freezePlain } from "../../../src/machine/index.ts";
import { COMMAND_DRAWS } from "../../../src/workload/application.ts";
import { HYBRID_APPLICATION, HYBRID_KEYS } from "../../../src/workload/index.ts";

const operate = (key: string, operation: object): HybridCommand =>
  ({ kind: "operate", way: "log", key, operation }) as HybridCommand;
const valueAt = (key: string): HybridCommand => ({ kind: "value", way: "log", key });
const increment = operate("counter:a", { kind: "increment", by: 2 });

/** Commands as clients make them, those that go through the log. */
const commands = fc
  .array(fc.nat({ max: COMMAND_DRAWS - 1 }), { minLength: 1, maxLength: 60, size: "max" })
  .map((draws) => {
    const client = HYBRID_APPLICATION.createCommands();
    return draws.map((draw, at) => client.next(draw, 7, at + 1)).filter((one) => !HYBRID_APPLICATION.isEventual!(one));
  });

test("typed and ordinary keys live side by side", () => {
  const machine = new HybridMachine(HYBRID_KEYS);
  expect(machine.apply(increment)).toEqual({ value: 2 });
  expect(machine.apply(operate("cart:a", { kind: "add", element: "x" }))).toEqual({ value: ["x"] });
  expect(machine.apply({ kind: "put", key: "k", value: "v" })).toEqual({ previous: undefined, changed: true });
  expect(machine.query({ kind: "get", key: "k" })).toEqual({ previous: "v", changed: false });
  expect(machine.query(valueAt("counter:a"))).toEqual({ value: 2 });
  expect(machine.query(valueAt("name:a"))).toEqual({ value: undefined });
});

test.each<[HybridCommand, string]>([
  [{ kind: "put", key: "counter:a", value: "v" }, "the key holds a gcounter"],
  [operate("k", { kind: "increment", by: 1 }), "the key holds no replicated type"],
  [operate("tags:a", { kind: "remove", element: "x" }), "a gset takes no remove"],
  [operate("counter:a", { kind: "increment", by: 0 }), "a count changes by an integer above 0, not 0"],
  [{ ...increment, way: "gossip" } as HybridCommand, "what goes by gossip has no place in the log"],
])("%j is answered with why it cannot be carried out, and changes nothing", (command, refused) => {
  const machine = new HybridMachine(HYBRID_KEYS);
  expect(machine.apply(command)).toEqual({ refused });
  expect(machine.stateHash).toBe(new HybridMachine(HYBRID_KEYS).stateHash);
});

test("the same log leads to the same state and the same answers, as plain data, however often it is copied", () => {
  fc.assert(
    fc.property(commands, fc.nat(), (log, place) => {
      const one = new HybridMachine(HYBRID_KEYS);
      let other = new HybridMachine(HYBRID_KEYS);
      for (const [at, command] of log.entries()) {
        if (at === place % log.length) {
          const copied = other;
          other = other.fork();
          const copies = [copied, other.fork()];
          for (const copy of copies) for (const one of log) copy.apply(one);
        }
        expect(freezePlain(other.apply(command))).toEqual(one.apply(command));
        expect(other.stateHash).toBe(one.stateHash);
      }
    }),
  );
});

test("it answers as its model says", () => {
  fc.assert(
    fc.property(commands, (log) => {
      const machine = new HybridMachine(HYBRID_KEYS);
      const held = new Map<string, string | undefined>();
      for (const command of log) {
        const key = hybridModel.keyOf(command);
        const result = machine.apply(command);
        const after = hybridModel.step(held.get(key), command, result);
        expect(after, hybridModel.describe(command, result)).not.toBe(ILLEGAL);
        if (hybridModel.isReadOnly(command, result)) expect(after).toBe(held.get(key));
        held.set(key, after as string | undefined);
      }
    }),
  );
});

/** All bytes of a machine's snapshot. */
const bytesOf = (machine: HybridMachine): Uint8Array =>
  Uint8Array.from([...machine.stateBytes()].flatMap((one) => [...one]));

function machineAfter(log: readonly HybridCommand[]): HybridMachine {
  const machine = new HybridMachine(HYBRID_KEYS);
  for (const command of log) machine.apply(command);
  return machine;
}

test("a state is written down when somebody asks for its hash, and not with every command", () => {
  const written = vi.spyOn(crdtType("orset"), "write");
  const machine = new HybridMachine(HYBRID_KEYS);
  const log = Array.from({ length: 50 }, (_, at) => operate("cart:a", { kind: "add", element: `e${at}` }));
  for (const command of log) machine.apply(command);
  expect(written).not.toHaveBeenCalled();
  const copy = machine.fork();
  expect(copy.stateHash).toBe(machine.stateHash);
  expect(machine.stateHash).toBe(machineAfter(log).stateHash);
  written.mockClear();
  expect(machine.stateHash).toBe(copy.stateHash);
  expect(written).not.toHaveBeenCalled();
  written.mockRestore();
});

describe("a snapshot", () => {
  test("holds each key once, whatever was done to it, and comes back cut into any pieces", () => {
    fc.assert(
      fc.property(commands, fc.integer({ min: 1, max: 40 }), (log, size) => {
        const machine = machineAfter(log);
        const bytes = bytesOf(machine);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const restored = new HybridMachine(HYBRID_KEYS);
        restored.restoreState(pieces);
        expect(restored.stateHash).toBe(machine.stateHash);
        expect(bytesOf(restored)).toEqual(bytes);
        for (const command of log) expect(restored.apply(command)).toEqual(machine.apply(command));
        expect(restored.stateHash).toBe(machine.stateHash);
      }),
    );
  });

  test("of many large keys, which may be larger together than any one, is streamed key by key and comes back", () => {
    const machine = new HybridMachine(HYBRID_KEYS);
    const value = "x".repeat(MAX_TEXT_LENGTH);
    for (let at = 0; at < 9; at++) machine.apply(operate(`name:${at}`, { kind: "assign", value, nowUs: 1 }));
    const restored = new HybridMachine(HYBRID_KEYS);
    restored.restoreState(machine.stateBytes());
    expect(restored.stateHash).toBe(machine.stateHash);
    for (const piece of machine.stateBytes()) expect(piece.length).toBeLessThan(2 * MAX_TEXT_LENGTH);
  });

  test("equal states give equal bytes, by whatever path", () => {
    const other = operate("tags:a", { kind: "add", element: "x" });
    expect(bytesOf(machineAfter([increment, other, other]))).toEqual(bytesOf(machineAfter([other, increment])));
  });

  test("that is damaged is refused with its place", () => {
    const bytes = bytesOf(machineAfter([increment, { kind: "put", key: "k", value: "v" }]));
    const restore = (damaged: Uint8Array) => () => new HybridMachine(HYBRID_KEYS).restoreState([damaged]);
    for (let length = 0; length < bytes.length; length++) {
      expect(restore(bytes.subarray(0, length)), `${length} bytes`).toThrow(DecodingError);
    }
    expect(restore(Uint8Array.of(...bytes, 0))).toThrow(DecodingError);
    expect(restore(bytes.with(4, 9))).toThrow("at byte 4: the version is 1, not 9");
    expect(restore(bytes.with(0, 9))).toThrow(/^.*at byte 0: a typed key of \d+ bytes is too large$/);
    const one = bytesOf(machineAfter([increment]));
    const keyed = one.subarray(0, 4 + one[3]!);
    expect(restore(Uint8Array.of(...keyed, ...one))).toThrow("keys must ascend, each once");
    expect(restore(Uint8Array.of(0, 0, 0, 2, 1, 0, ...one))).toThrow("at byte 4: one key is due, not 0");
    expect(restore(bytes.with(7, 100))).toThrow(/is not declared as a gcounter$/);
  });
});

test("a wrong answer is none of its model's", () => {
  expect(hybridModel.step("2", increment, { value: 5 })).toBe(ILLEGAL);
  expect(hybridModel.step("2", increment, { value: 4 })).toBe("4");
  expect(hybridModel.step(undefined, valueAt("cart:a"), { value: ["x"] })).toBe(ILLEGAL);
  expect(hybridModel.step(undefined, valueAt("cart:a"), { value: [] })).toBeUndefined();
  expect(hybridModel.objection("2", increment, { value: 5 })).toBe("the answer is 4");
});

function logOf(machine: HybridMachine): LogState {
  return (key) => decode(Uint8Array.from(machine.query({ kind: "log-state", key }) as readonly number[])).state;
}

describe("beside a replica that gossips", () => {
  const machine = new HybridMachine(HYBRID_KEYS);
  machine.apply(increment);
  const logState = logOf(machine);

  test("tells it what the log has come to, and hears nothing of it", () => {
    const replica = new LocalReplica(3, HYBRID_KEYS, new KeyedStates());
    const before = machine.stateHash;
    replica.complete(replica.begin("counter:a", "gcounter", { kind: "increment", by: 5 }, logState));
    expect(replica.valueOf("counter:a", "gcounter", logState)).toBe(7);
    expect(machine.query(valueAt("counter:a"))).toEqual({ value: 2 });
    expect(machine.stateHash).toBe(before);
    expect(machine.query({ kind: "log-keys" })).toEqual(["counter:a"]);
    expect(machine.query({ kind: "log-state", key: "counter:a" })).toEqual([...encode("gcounter", [0, 2])]);
    expect(machine.query({ kind: "log-state", key: "k" })).toEqual({ refused: "the key holds no replicated type" });
  });
});

/** What is done through the log and by gossip, to one key: additions and removals of a few elements. */
const changes = fc.array(
  fc.record({
    way: fc.constantFrom("log", "gossip"),
    kind: fc.constantFrom("add", "add", "remove"),
    element: fc.constantFrom("x", "y", "z"),
  }),
  { minLength: 1, maxLength: 30, size: "max" },
);

test("a machine from a snapshot, joined with what was gossiped, shows what the machine does that made it", () => {
  fc.assert(
    fc.property(changes, (asked) => {
      const machine = new HybridMachine(HYBRID_KEYS);
      const [told, heard] = [1, 2].map((node) => new LocalReplica(node, HYBRID_KEYS, new KeyedStates())) as [
        LocalReplica,
        LocalReplica,
      ];
      // The log has not heard what was added by gossip, and so removes only its own.
      const mayShow = new Set<string>();
      for (const { element, kind, way } of asked) {
        const operation = { kind, element } as CrdtOperation;
        if (way === "log") machine.apply(operate("cart:a", operation));
        else told.complete(told.begin("cart:a", "orset", operation, logOf(machine)));
        if (kind === "add") mayShow.add(element);
        else if (way === "gossip") mayShow.delete(element);
      }
      const restored = new HybridMachine(HYBRID_KEYS);
      restored.restoreState(machine.stateBytes());
      heard.hear(told.tell("all") ?? encodeStates([]));
      const shown = heard.valueOf("cart:a", "orset", logOf(restored)) as readonly string[];
      expect(shown).toEqual(told.valueOf("cart:a", "orset", logOf(machine)));
      expect([...mayShow]).toEqual(expect.arrayContaining([...shown]));
    }),
  );
});

test("clients ask in every way for everything", () => {
  const client = HYBRID_APPLICATION.createCommands();
  const seen = new Set<string>();
  for (let at = 0; at < 20_000; at++) {
    const draw = (at * 2_654_435_761) % COMMAND_DRAWS;
    const command = client.next(draw, 7, at + 1);
    if (command.kind === "operate") seen.add(`${command.way} ${command.key.split(":")[0]} ${command.operation.kind}`);
    else seen.add(command.kind === "value" ? `${command.way} value` : command.kind);
  }
  expect(seen.size).toBe(2 * 7 + 2 + 5);
});

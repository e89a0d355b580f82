import { expect, test } from "vitest";
import {
  type Command,
  createOneShot,
  DEFAULT_SESSION_LIMITS,
  encodeStamped,
  KeyValueMachine,
  SessionMachine,
  stampRequest,
} from "../../../../src/machine/index.ts";
import type { Entry } from "../../../../src/raft/index.ts";
import { serverKey } from "../../../../src/server/node/address-book.ts";
import { AppliedMachine, type KeyValueStore, type Proposer } from "../../../../src/server/node/applied-machine.ts";

const stamped = (command: Command) => stampRequest(createOneShot(command), 1);

function entryOf(index: number, command: Command, bytes = 10): Entry {
  return { index, term: 1, kind: "command", data: encodeStamped(stamped(command)), bytes };
}

function emptyStore(): KeyValueStore {
  const pairs = new KeyValueMachine();
  return { sessions: SessionMachine.create(pairs, DEFAULT_SESSION_LIMITS), pairs };
}

/** Advances over a log of which every read gives at most three entries. */
function advance(machine: AppliedMachine, log: readonly Entry[], proposer: (index: number) => Proposer | undefined) {
  const answered: number[] = [];
  machine.advance(
    (first, last) => log.slice(first - 1, Math.min(last, first + 2)),
    proposer,
    (_, { index }) => answered.push(index),
  );
  return answered;
}

const nobody = (): undefined => undefined;

test("it applies the log in order up to where the core wants it, and answers those who wait", () => {
  const log = Array.from({ length: 10 }, (_, place) =>
    entryOf(place + 1, { kind: "append", key: "a", value: `${place}` }),
  );
  const machine = new AppliedMachine(emptyStore(), 0);
  expect(machine.isBehind).toBe(false);
  machine.aimAt(7);
  const waiting = { stamped: stamped({ kind: "append", key: "a", value: "x" }) };
  expect(advance(machine, log, (index) => (index === 4 || index === 9 ? waiting : undefined))).toEqual([4]);
  expect(machine.index).toBe(7);
  expect(machine.isBehind).toBe(false);
  // Whoever waits has the request decoded: nothing is decoded again.
  expect(machine.query({ kind: "get", key: "a" }).previous).toBe("012x456");
});

test("a long log is applied in slices, by number and by size, so that others are served in between", () => {
  const many = Array.from({ length: 3_000 }, (_, place) => entryOf(place + 1, { kind: "get", key: "a" }));
  const machine = new AppliedMachine(emptyStore(), 0);
  machine.aimAt(3_000);
  let slices = 0;
  for (; machine.isBehind; slices++) advance(machine, many, nobody);
  expect(slices).toBeGreaterThan(2);
  const large = Array.from({ length: 10 }, (_, place) => entryOf(place + 1, { kind: "get", key: "a" }, 2 ** 22));
  const other = new AppliedMachine(emptyStore(), 0);
  other.aimAt(10);
  advance(other, large, nobody);
  expect(other.index).toBe(1);
});

test("a snapshot takes the place of the machine, and of what was still to be applied", () => {
  const log = [1, 2, 3].map((index) => entryOf(index, { kind: "put", key: "a", value: `${index}` }));
  const machine = new AppliedMachine(emptyStore(), 0);
  machine.aimAt(3);
  const store = emptyStore();
  store.pairs.apply({ kind: "put", key: "b", value: "from the leader" });
  machine.replace(store, 20);
  expect(machine.isBehind).toBe(false);
  expect(advance(machine, log, nobody)).toEqual([]);
  expect(machine.index).toBe(20);
  expect(machine.keys).toBe(1);
  expect(machine.query({ kind: "get", key: "b" }).previous).toBe("from the leader");
});

test("it notices when the address of a server may have changed", () => {
  const log = [
    entryOf(1, { kind: "put", key: "server/1", value: "" }),
    entryOf(2, { kind: "delete", key: serverKey(1) }),
  ];
  const machine = new AppliedMachine(emptyStore(), 0);
  machine.aimAt(1);
  advance(machine, log, nobody);
  expect(machine.hasNewAddresses).toBe(false);
  machine.aimAt(2);
  advance(machine, log, nobody);
  expect(machine.hasNewAddresses).toBe(true);
});

test("the keys under which the cluster keeps addresses are not counted, wherever they came from", () => {
  const log = [
    entryOf(1, { kind: "put", key: "a", value: "" }),
    entryOf(2, { kind: "put", key: serverKey(1), value: "" }),
    entryOf(3, { kind: "put", key: serverKey(1), value: "again" }),
    entryOf(4, { kind: "put", key: serverKey(2), value: "" }),
    entryOf(5, { kind: "delete", key: serverKey(2) }),
  ];
  const store = emptyStore();
  const machine = new AppliedMachine(store, 0);
  for (let index = 1; index <= log.length; index++) {
    machine.aimAt(index);
    advance(machine, log, nobody);
    expect(machine.keys).toBe(1);
  }
  expect(new AppliedMachine(store, 5).keys).toBe(1);
  const other = new AppliedMachine(emptyStore(), 0);
  other.replace(store, 5);
  expect(other.keys).toBe(1);
});

// Values that merge without a leader, and beside a log. Run it: npx vitest run examples/crdt.test.ts

import { crdt, hybrid } from "kraft";
import { expect, test } from "vitest";

test("a set on two replicas: what one removes while the other adds it again, stays", () => {
  const set = crdt.crdtType("orset");
  const add = { kind: "add", element: "milk" } as const;
  const shared = crdt.operate(set, set.empty, 1, add);

  const removed = crdt.operate(set, shared, 1, { kind: "remove", element: "milk" });
  const added = crdt.operate(set, shared, 2, add);

  expect(set.value(removed)).toEqual([]);
  expect(set.value(set.merge(removed, added))).toEqual(["milk"]);
  expect(crdt.decode(crdt.encode("orset", added))).toEqual({ name: "orset", state: added });
});

test("a counter that goes through a log, and is counted by gossip too", () => {
  const types = hybrid.KeyTypes.declare({ "visits:*": "gcounter" });
  const visit = { kind: "increment", by: 1 } as const;

  // The log's part is the same on every node, and each command is carried out once.
  const machine = new hybrid.HybridMachine(types);
  machine.apply({ kind: "operate", way: "log", key: "visits:home", operation: visit });
  const log = (key: string) =>
    crdt.decode(Uint8Array.from(machine.query({ kind: "log-state", key }) as readonly number[])).state;

  // Each node counts beside it, with or without a leader, and tells the others what it knows when it can.
  const [one, two] = [1, 2].map((node) => new hybrid.LocalReplica(node, types, new hybrid.KeyedStates()));
  for (const replica of [one!, two!]) replica.complete(replica.begin("visits:home", "gcounter", visit, log));
  expect(one!.valueOf("visits:home", "gcounter", log)).toBe(2);

  one!.hear(two!.tell("news")!);
  expect(one!.valueOf("visits:home", "gcounter", log)).toBe(3);
  expect(machine.query({ kind: "value", way: "log", key: "visits:home" })).toEqual({ value: 1 });
});

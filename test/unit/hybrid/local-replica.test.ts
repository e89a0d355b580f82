import { expect, test } from "vitest";
import { CrdtBytesError, type CrdtName, type CrdtOperation, crdtType } from "../../../src/crdt/index.ts";
import { encodeStates, KeyedStates, KeyTypes, LocalReplica } from "../../../src/hybrid/index.ts";
import { HYBRID_KEYS } from "../../../src/workload/index.ts";

const noLog = (_key: string, name: CrdtName) => crdtType(name).empty;
const replicaOf = (node: number) => new LocalReplica(node, HYBRID_KEYS, new KeyedStates());

function add(replica: LocalReplica, element: string): void {
  replica.complete(replica.begin("cart:a", "orset", { kind: "add", element }, noLog));
}

const elementsOf = (replica: LocalReplica) => replica.valueOf("cart:a", "orset", noLog);

test("what has begun is shown to nobody, and yet the next operation builds on it", () => {
  const replica = replicaOf(1);
  const first = replica.begin("cart:a", "orset", { kind: "add", element: "x" }, noLog);
  const second = replica.begin("cart:a", "orset", { kind: "add", element: "y" }, noLog);
  expect(elementsOf(replica)).toEqual([]);
  expect(replica.tell("all")).toBeUndefined();
  replica.complete(first);
  expect(elementsOf(replica)).toEqual(["x"]);
  replica.complete(second);
  expect(elementsOf(replica)).toEqual(["x", "y"]);
});

test("news are told once, and told on; all is told always", () => {
  const [one, two, three] = [replicaOf(1), replicaOf(2), replicaOf(3)];
  add(one, "x");
  const news = one.tell("news")!;
  expect(one.tell("news")).toBeUndefined();
  expect(one.tell("all")).toEqual(news);
  two.hear(news);
  two.hear(news);
  three.hear(two.tell("news")!);
  two.hear(news);
  expect(two.tell("news")).toBeUndefined();
  expect(elementsOf(three)).toEqual(["x"]);
  expect(three.hashWith([])).toBe(one.hashWith([]));
  add(three, "y");
  expect(three.hashWith([])).not.toBe(one.hashWith([]));
});

test("a replica goes on from what was kept of it, with names of its own", () => {
  const kept = new KeyedStates();
  const before = new LocalReplica(1, HYBRID_KEYS, kept);
  const delta = before.begin("cart:a", "orset", { kind: "add", element: "x" }, noLog);
  before.complete(delta);
  const disk = new KeyedStates();
  disk.merge(delta);
  const after = new LocalReplica(1, HYBRID_KEYS, disk);
  add(after, "y");
  before.hear(after.tell("all")!);
  expect(elementsOf(before)).toEqual(["x", "y"]);
});

test("a copy shares nothing that changes", () => {
  const one = replicaOf(1);
  add(one, "x");
  const copy = one.fork();
  add(copy, "y");
  expect(elementsOf(one)).toEqual(["x"]);
  expect(elementsOf(copy)).toEqual(["x", "y"]);
  expect(one.tell("news")).toEqual(one.tell("all"));
});

test("a node that told of what it then forgot would lose what it does next: so nothing is told before it is durable", () => {
  const [hasty, other] = [replicaOf(1), replicaOf(2)];
  add(hasty, "x");
  other.hear(hasty.tell("all")!);
  const restarted = replicaOf(1);
  add(restarted, "y");
  restarted.hear(other.tell("all")!);
  expect(elementsOf(restarted)).not.toContain("y");
});

const REMOVE_X: CrdtOperation = { kind: "remove", element: "x" };

test("what begins builds on what was heard, though nothing of it was done here", () => {
  const [one, two] = [replicaOf(1), replicaOf(2)];
  add(one, "x");
  one.complete(one.begin("name:a", "lww", { kind: "assign", value: "late", nowUs: 900 }, noLog));
  two.hear(one.tell("all")!);
  two.complete(two.begin("cart:a", "orset", REMOVE_X, noLog));
  two.complete(two.begin("name:a", "lww", { kind: "assign", value: "later", nowUs: 1 }, noLog));
  one.hear(two.tell("news")!);
  expect(elementsOf(one)).toEqual([]);
  expect(one.valueOf("name:a", "lww", noLog)).toBe("later");
});

test("what begins builds on what the log has come to, and the hash tells whether that is the same", () => {
  const replica = replicaOf(1);
  const orset = crdtType("orset");
  const state = orset.delta(orset.empty, 0, ADD_X);
  const log = () => state;
  const before = replica.hashWith([{ key: "cart:a", name: "orset", state }]);
  expect(before).not.toBe(replica.hashWith([]));
  expect(replica.valueAfter("cart:a", "orset", [REMOVE_X], log)).toEqual([]);
  expect(replica.valueOf("cart:a", "orset", log)).toEqual(["x"]);
  replica.complete(replica.begin("cart:a", "orset", REMOVE_X, log));
  expect(replica.valueOf("cart:a", "orset", log)).toEqual([]);
  expect(replica.hashWith([{ key: "cart:a", name: "orset", state }])).not.toBe(before);
});

const ADD_X: CrdtOperation = { kind: "add", element: "x" };

test("what is told of a key by a node that declares another type is refused, and nothing of it is heard", () => {
  const one = new LocalReplica(1, KeyTypes.declare({ "a*": "gset", "x*": "gcounter" }), new KeyedStates());
  const other = new LocalReplica(2, KeyTypes.declare({ "a*": "gset", "x*": "gset" }), new KeyedStates());
  one.complete(one.begin("x", "gcounter", { kind: "increment", by: 1 }, noLog));
  for (const key of ["a", "x"]) other.complete(other.begin(key, "gset", ADD_X, noLog));
  const before = one.hashWith([]);
  expect(() => one.hear(other.tell("all")!)).toThrow(CrdtBytesError);
  expect(() => one.hear(other.tell("all")!)).toThrow('the key "x" is not declared as a gset');
  expect(one.hashWith([])).toBe(before);
});

test("states of one key and two types are never merged", () => {
  const states = new KeyedStates();
  states.merge({ key: "x", name: "gcounter", state: crdtType("gcounter").empty });
  states.merge({ key: "x", name: "gset", state: crdtType("gset").delta(crdtType("gset").empty, 1, ADD_X) });
  const counted = crdtType("gcounter").delta(crdtType("gcounter").empty, 1, { kind: "increment", by: 1 });
  const wrong = { key: "x", name: "gcounter", state: counted } as const;
  expect(() => states.merge(wrong)).toThrow("The key x holds a gset, and no gcounter.");
  expect(() => encodeStates([...states.list(), wrong])).toThrow("The key x holds a gset, and no gcounter.");
});

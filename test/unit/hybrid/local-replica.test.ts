import { expect, test } from "vitest";
import { type CrdtName, crdtType } from "../../../src/crdt/index.ts";
import { KeyedStates, LocalReplica } from "../../../src/hybrid/index.ts";

const noLog = (_key: string, name: CrdtName) => crdtType(name).empty;
const replicaOf = (node: number) => new LocalReplica(node, new KeyedStates());

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
  const before = new LocalReplica(1, kept);
  const delta = before.begin("cart:a", "orset", { kind: "add", element: "x" }, noLog);
  before.complete(delta);
  const disk = new KeyedStates();
  disk.merge(delta);
  const after = new LocalReplica(1, disk);
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

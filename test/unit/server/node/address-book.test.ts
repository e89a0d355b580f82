import { expect, test } from "vitest";
import type { Configuration } from "../../../../src/raft/index.ts";
import { AddressBook, isServerKey, serverKey } from "../../../../src/server/node/address-book.ts";
import type { NodeAddress } from "../../../../src/server/node/node.ts";

const at = (port: number): NodeAddress => ({ transport: `127.0.0.1:${port}`, api: `127.0.0.1:${port + 1000}` });
const nobody = (): undefined => undefined;

const of = (...voters: number[]): Configuration => ({
  voters,
  outgoing: [],
  learners: [],
  learnersNext: [],
  leavesByItself: false,
});

function bookOf(ids: readonly number[], { graceUs = 100, pinned = false } = {}): AddressBook {
  return new AddressBook(1, new Map(ids.map((id) => [id, at(8000 + id)])), pinned, graceUs);
}

test("what the cluster has agreed on stands above what a server was told at its start, and either is tried", () => {
  const book = bookOf([1, 2, 3]);
  book.refresh(of(1, 2, 3), new Map(), (id) => (id === 2 ? JSON.stringify(at(9000)) : undefined), 0);
  expect(book.addresses.get(2)).toEqual(at(9000));
  expect(book.addresses.get(3)).toEqual(at(8003));
  expect([...book.peers]).toEqual([
    [2, ["127.0.0.1:9000", "127.0.0.1:8002"]],
    [3, ["127.0.0.1:8003"]],
  ]);
});

test("where something stands between, the others are found there, and only their APIs where they say", () => {
  const book = bookOf([1, 2], { pinned: true });
  book.refresh(of(1, 2, 4), new Map(), (id) => JSON.stringify(at(9000 + id)), 0);
  expect(book.addresses.get(2)).toEqual({ transport: "127.0.0.1:8002", api: at(9002).api });
  expect(book.addresses.get(4)).toEqual(at(9004));
  expect([...book.peers]).toEqual([
    [2, ["127.0.0.1:8002"]],
    [4, ["127.0.0.1:9004"]],
  ]);
  book.refresh(of(1, 2, 4), new Map([[2, at(9102)]]), () => undefined, 0);
  expect(book.addresses.get(2)).toEqual({ transport: "127.0.0.1:8002", api: at(9102).api });
});

test("a server knows best where it is found itself, whatever the cluster has agreed on", () => {
  const book = bookOf([1, 2]);
  book.refresh(of(1, 2), new Map(), (id) => JSON.stringify(at(9000 + id)), 0);
  expect(book.addresses.get(1)).toEqual(at(8001));
});

test("what a server says itself stands above all else, and is no place to look for it when it is gone", () => {
  const book = bookOf([1, 2]);
  const agreed = () => JSON.stringify(at(9002));
  book.refresh(of(1, 2), new Map([[2, at(9500)]]), agreed, 0);
  expect(book.addresses.get(2)).toEqual(at(9500));
  expect(book.peers.get(2)).toEqual(["127.0.0.1:9002", "127.0.0.1:8002"]);
});

test("nobody is looked for where this server is: who was there before has moved", () => {
  const book = bookOf([1, 2]);
  book.refresh(of(1, 2), new Map(), (id) => (id === 2 ? JSON.stringify(at(8001)) : undefined), 0);
  expect(book.peers.get(2)).toEqual(["127.0.0.1:8002"]);
});

test.each(["", "{", "null", "7", `{"transport":"127.0.0.1:1"}`, `{"transport":1,"api":"x"}`])(
  "what is no address counts for nothing: %s",
  (text) => {
    const book = bookOf([1, 2]);
    book.refresh(of(1, 2), new Map(), (id) => (id === 2 ? text : undefined), 0);
    expect(book.addresses.get(2)).toEqual(at(8002));
  },
);

test("a new member is found where the cluster says, and one whose address nobody knows is not", () => {
  const book = bookOf([1, 2]);
  book.refresh(of(1, 2, 4, 5), new Map(), (id) => (id === 4 ? JSON.stringify(at(9004)) : undefined), 0);
  expect([...book.addresses.keys()].sort()).toEqual([1, 2, 4]);
});

test("a server that was named at the start and is in no configuration yet can be reached", () => {
  const book = bookOf([1, 2, 3]);
  book.refresh(of(), new Map(), nobody, 0);
  expect([...book.peers.keys()]).toEqual([2, 3]);
});

test("one that left is dropped when its time is over, also if it was named at the start; one that returns is not", () => {
  const book = bookOf([1, 2, 3]);
  book.refresh(of(1, 2, 3), new Map(), nobody, 0);
  book.refresh(of(1), new Map(), nobody, 1_000);
  expect([...book.peers.keys()]).toEqual([2, 3]);
  expect(book.nextDropUs).toBe(1_100);
  book.refresh(of(1, 3), new Map(), nobody, 1_050);
  book.refresh(of(1, 3), new Map(), nobody, 1_100);
  expect([...book.peers.keys()]).toEqual([3]);
  expect(book.nextDropUs).toBe(Number.POSITIVE_INFINITY);
  book.refresh(of(1, 3), new Map(), nobody, 9_000);
  expect([...book.peers.keys()]).toEqual([3]);
});

test("keys of servers are told from all others", () => {
  expect(isServerKey(serverKey(7))).toBe(true);
  expect(isServerKey("server/7")).toBe(false);
  expect(isServerKey(undefined)).toBe(false);
});

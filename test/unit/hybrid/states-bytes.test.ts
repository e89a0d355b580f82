import { describe, expect, test } from "vitest";
import { CRDT_NAMES, CrdtBytesError, crdtType, encode } from "../../../src/crdt/index.ts";
import { decodeStates, encodeStates } from "../../../src/hybrid/states-bytes.ts";

describe.each(CRDT_NAMES)("a key of type %s of which nothing is known", (name) => {
  const { empty } = crdtType(name);

  test("is never written", () => {
    expect([...encodeStates([{ key: "a", name, state: empty }])]).toEqual([1, 0]);
  });

  test("is refused with its place", () => {
    const state = encode(name, empty);
    const bytes = Uint8Array.of(1, 1, 1, 97, state.length, ...state);
    expect(() => decodeStates(bytes)).toThrow(new CrdtBytesError(5, "nothing was done to this key"));
  });
});

test("what is known of a key comes back", () => {
  const state = crdtType("gset").delta([], 1, { kind: "add", element: "x" });
  const known = [{ key: "a", name: "gset", state }] as const;
  expect(decodeStates(encodeStates(known))).toEqual(known);
});

import { expect, test } from "vitest";
import { unplaceableIn } from "../../../src/cli/unplaceable.ts";
import type { Chronicle } from "../../../src/fuzz/chronicle/chronicle.ts";

const told: Chronicle = {
  nodes: 3,
  founders: 3,
  clients: 2,
  steps: [
    {
      event: 40,
      atUs: 1,
      kind: "timer",
      place: 5,
      sent: [],
      facts: [
        { name: "clientInvoked", args: [4, 9, "other"] },
        { name: "clientInvoked", args: [5, 17, "get k"] },
      ],
      states: [],
    },
  ],
  messages: [],
  violation: {
    invariant: "linearizability",
    event: 50,
    atUs: 2,
    nodes: [],
    message:
      'no order of all operations has a place for get k -> "a: b" of client 5, from event 40 to event 48: ' +
      'where it held "c", the answer is "c"; where it held "d", the answer is "d"',
  },
  violationStep: 0,
};

test("the operation that has no place is found in its history, with what speaks against it", () => {
  expect(unplaceableIn(told)).toEqual({
    client: 5,
    sequence: 17,
    why: 'no order of all operations has a place for get k -> "a: b"',
    legalBefore: ['where it held "c", the answer is "c"', 'where it held "d", the answer is "d"'],
  });
});

test("of another invariant there is none", () => {
  expect(unplaceableIn({ ...told, violation: { ...told.violation!, invariant: "log-matching" } })).toBeUndefined();
  expect(unplaceableIn({ ...told, violation: undefined })).toBeUndefined();
});

test("other words, or an operation that nobody began, are no refusal", () => {
  const message = "something else";
  expect(() => unplaceableIn({ ...told, violation: { ...told.violation!, message } })).toThrow("in other words");
  expect(() => unplaceableIn({ ...told, steps: [] })).toThrow("began nothing");
});

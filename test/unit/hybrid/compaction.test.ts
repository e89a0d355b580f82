import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CrdtBytesError, type CrdtName, type CrdtOperation, crdtType, encode } from "../../../src/crdt/index.ts";
import {
  decodeStates,
  encodeStates,
  fold,
  type KeyedState,
  KeyedStates,
  LocalReplica,
} from "../../../src/hybrid/index.ts";
import { HYBRID_KEYS } from "../../../src/workload/index.ts";

const NODES = 3;

const KEYS: readonly (readonly [string, CrdtName, readonly CrdtOperation[]])[] = [
  ["counter:a", "gcounter", [{ kind: "increment", by: 2 }]],
  [
    "balance:a",
    "pncounter",
    [
      { kind: "increment", by: 3 },
      { kind: "decrement", by: 1 },
    ],
  ],
  [
    "tags:a",
    "gset",
    [
      { kind: "add", element: "x" },
      { kind: "add", element: "y" },
    ],
  ],
  [
    "cart:a",
    "orset",
    [
      { kind: "add", element: "x" },
      { kind: "remove", element: "x" },
      { kind: "add", element: "y" },
    ],
  ],
  [
    "name:a",
    "lww",
    [
      { kind: "assign", value: "x", nowUs: 3 },
      { kind: "assign", value: "y", nowUs: 1 },
    ],
  ],
];

const empty = (_key: string, name: CrdtName) => crdtType(name).empty;

/** What nodes do and tell each other, and so all the deltas that there ever were, in the order in which they came up. */
const deltas: fc.Arbitrary<readonly KeyedState[]> = fc
  .array(
    fc.oneof(
      fc.record({ node: fc.nat({ max: NODES - 1 }), key: fc.nat({ max: KEYS.length - 1 }), which: fc.nat() }),
      fc.record({ node: fc.nat({ max: NODES - 1 }), to: fc.nat({ max: NODES - 1 }) }),
    ),
    { minLength: 1, maxLength: 40, size: "max" },
  )
  .map((steps) => {
    const replicas = Array.from({ length: NODES }, (_, at) => new LocalReplica(at + 1, HYBRID_KEYS, new KeyedStates()));
    return steps.flatMap((step) => {
      const replica = replicas[step.node]!;
      if ("to" in step) {
        const told = replica.tell("all");
        if (told !== undefined) replicas[step.to]!.hear(told);
        return [];
      }
      const [key, name, operations] = KEYS[step.key]!;
      const delta = replica.begin(key, name, operations[step.which % operations.length]!, empty);
      replica.complete(delta);
      return [delta];
    });
  });

function bytesOf(states: Iterable<KeyedState>): string[] {
  const known = new KeyedStates();
  for (const state of states) known.merge(state);
  return known.list().map(({ key, name, state }) => `${key} ${Buffer.from(encode(name, state)).toString("hex")}`);
}

/** Piles of deltas that came up one after the other, each of which is folded on its own. */
function piles(all: readonly KeyedState[], cuts: readonly number[], compact: typeof fold): readonly KeyedState[] {
  const ends = [...new Set(cuts.map((cut) => cut % (all.length + 1)))].sort((one, other) => one - other);
  return [0, ...ends].flatMap((from, at) => compact(all.slice(from, ends[at] ?? all.length)));
}

const cuts = fc.array(fc.nat(), { maxLength: 4 });

function checkCompaction(compact: typeof fold): void {
  fc.assert(
    fc.property(deltas, cuts, fc.nat(), fc.boolean(), (all, where, knows, backwards) => {
      const compacted = piles(all, where, compact);
      const told = backwards ? compacted.toReversed() : compacted;
      // A replica of the future knows nothing; one of the present knows some of it, from the beginning or the end.
      expect(bytesOf(told)).toEqual(bytesOf(all));
      expect(bytesOf([...all.slice(0, knows % (all.length + 1)), ...told])).toEqual(bytesOf(all));
      expect(bytesOf([...all.slice(knows % (all.length + 1)), ...told, ...told])).toEqual(bytesOf(all));
    }),
    { numRuns: 500 },
  );
}

describe("compaction", () => {
  test("never changes what a replica, present or future, comes to", () => checkCompaction(fold));

  test("nor does writing what was merged, and reading it", () => {
    checkCompaction((states) => decodeStates(encodeStates(states)));
    fc.assert(
      fc.property(deltas, (all) => {
        expect(encodeStates(all.toReversed())).toEqual(encodeStates(all));
        expect(encodeStates(fold(all))).toEqual(encodeStates(all));
      }),
    );
  });

  test("bytes that are damaged are refused with their place, or are the one way to write something else", () => {
    fc.assert(
      fc.property(deltas, fc.nat(), fc.integer({ min: 0, max: 255 }), (all, place, change) => {
        const bytes = encodeStates(all);
        bytes[place % bytes.length]! ^= change;
        let states: readonly KeyedState[];
        try {
          states = decodeStates(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CrdtBytesError);
          expect((error as CrdtBytesError).offset).toBeLessThanOrEqual(bytes.length);
          return;
        }
        expect(encodeStates(states)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[readonly number[], number, RegExp]>([
    [[2, 0], 0, /^the version is 1, not 2$/],
    [[1, 2, 1, 97, 5, 1, 1, 1, 0, 1, 1, 97, 5, 1, 1, 1, 0, 1], 10, /^keys must ascend, each once$/],
    [[1, 1, 1, 97, 4, 1, 1, 1, 5], 9, /^the end comes too early$/],
    [[1, 0, 7], 2, /^something follows the value$/],
  ])("%j is refused", (bytes, offset, reason) => {
    try {
      decodeStates(Uint8Array.from(bytes));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ offset, reason: expect.stringMatching(reason) });
    }
  });

  test("leaves one state for each key", () => {
    fc.assert(
      fc.property(deltas, (all) => {
        const keys = fold(all).map(({ key }) => key);
        expect(keys).toEqual([...new Set(all.map(({ key }) => key))].filter((key) => keys.includes(key)).sort());
        expect(bytesOf(fold(fold(all)))).toEqual(bytesOf(fold(all)));
      }),
    );
  });

  test.each<[string, typeof fold]>([
    ["keeps the last delta of each key", (states) => [...new Map([...states].map((one) => [one.key, one])).values()]],
    [
      "forgets what was removed",
      (states) =>
        fold(states).map((one) => {
          const empty = crdtType("orset").empty as { readonly seen: unknown };
          const { members } = one.state as { readonly members?: readonly unknown[] };
          return members?.length === 0 ? { ...one, state: { members: [], seen: empty.seen } as never } : one;
        }),
    ],
  ])("that %s is told", (_, compact) => {
    expect(() => checkCompaction(compact)).toThrow();
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { Configurations } from "../../../../../invariants/client/linearizability/configurations.ts";
import { LinearizedSet } from "../../../../../invariants/client/linearizability/linearized-set.ts";

/** Every hash is the same: only bits and states tell configurations apart. */
class CollidingSet extends LinearizedSet {
  override get hash(): number {
    return 7;
  }
}

const RETURNED = 100;
const PENDING = 70;

/** Which operation goes in or out of the set, and the state then. */
const move = fc.tuple(
  // Mostly near the beginning, so that words become full.
  fc.oneof(fc.nat(70), fc.nat(RETURNED + PENDING - 1)),
  fc.nat(2),
);

test.each([
  ["", LinearizedSet],
  [", also when all hashes collide", CollidingSet],
])("a configuration is known if all of it was seen before%s", (_, SetClass) => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 300 }), (moves) => {
      const set = new SetClass(RETURNED, PENDING);
      const members = new Set<number>();
      const visited = new Configurations();
      const seen = new Set<string>();
      for (const [operation, state] of moves) {
        if (members.delete(operation)) set.remove(operation);
        else {
          members.add(operation);
          set.add(operation);
        }
        const said = `${state}:${[...members].sort((a, b) => a - b).join()}`;
        expect(visited.add(set, state)).toBe(!seen.has(said));
        seen.add(said);
        expect(set.has(operation)).toBe(members.has(operation));
      }
    }),
  );
});

test("what is filled and emptied again is what it was, also in its hash", () => {
  const set = new LinearizedSet(RETURNED, PENDING);
  const before = set.hash;
  const everything = Array.from({ length: RETURNED + PENDING }, (_, operation) => operation);
  for (const operation of everything) set.add(operation);
  expect(set.hash).not.toBe(before);
  for (const operation of everything) set.remove(operation);
  expect(set.hash).toBe(before);
  expect(new Configurations().add(set, 0)).toBe(true);
});

test("a long history costs no more to remember than what is open in it", () => {
  const set = new LinearizedSet(100_000, 0);
  for (let operation = 0; operation < 90_000; operation++) set.add(operation);
  set.add(90_040);
  expect(set.length).toBeLessThan(6);
});

test("many configurations are all remembered", () => {
  const set = new LinearizedSet(20_000, 0);
  const visited = new Configurations();
  for (let operation = 0; operation < 20_000; operation++) {
    set.add(operation);
    expect(visited.add(set, operation % 3)).toBe(true);
  }
  for (let operation = 19_999; operation >= 0; operation--) {
    expect(visited.add(set, operation % 3)).toBe(false);
    set.remove(operation);
  }
});

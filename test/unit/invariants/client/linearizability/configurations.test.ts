import fc from "fast-check";
import { expect, test } from "vitest";
import { Configurations } from "../../../../../invariants/client/linearizability/configurations.ts";
import { LinearizedSet } from "../../../../../invariants/client/linearizability/linearized-set.ts";
import { mix32 } from "../../../../../src/machine/index.ts";

/** Takes the state's part out of the hash again, so that all configurations have the same one. */
class CollidingSet extends LinearizedSet {
  state = 0;

  override get hash(): number {
    return mix32(~this.state);
  }
}

const RETURNED = 100;
const PENDING = 70;

/** At the borders of words, so that few moves lead far and often back. */
const BORDERS = [0, 31, 32, 63, 64, 99, RETURNED, RETURNED + 31, RETURNED + 32, RETURNED + 69];
const move = fc.tuple(fc.constantFrom(...BORDERS), fc.nat(1));

test.each([
  ["", LinearizedSet],
  [", also when all hashes collide", CollidingSet],
])("a configuration is known if all of it was seen before%s", (_, SetClass) => {
  fc.assert(
    fc.property(fc.nat(RETURNED), fc.array(move, { maxLength: 200, size: "max" }), (filled, moves) => {
      const set = new SetClass(RETURNED, PENDING);
      const members = new Set<number>();
      const visited = new Configurations();
      const seen = new Set<string>();
      const turnOver = (operation: number): void => {
        if (members.delete(operation)) set.remove(operation);
        else {
          members.add(operation);
          set.add(operation);
        }
      };
      for (let operation = 0; operation < filled; operation++) turnOver(operation);
      for (const [operation, state] of moves) {
        turnOver(operation);
        if (set instanceof CollidingSet) set.state = state;
        const said = `${state}:${BORDERS.filter((member) => members.has(member)).join()}`;
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

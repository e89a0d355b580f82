import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Findings, Search } from "../../../../src/fuzz/exhaustive/search.ts";
import { follow, shorterPath } from "../../../../src/fuzz/exhaustive/shorter-path.ts";
import type { System } from "../../../../src/fuzz/exhaustive/system.ts";
import { coresOf, drawnSystem, type Edge, twoCounters } from "./toy-systems.ts";

function searched(system: System, maxDepth?: number): Findings {
  const search = new Search(system, maxDepth);
  while (!search.advance(3));
  return search.findings;
}

const edges = fc.array(
  fc.record<Edge>({
    from: fc.nat({ max: 5 }),
    to: fc.nat({ max: 5 }),
    needs: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    gives: fc.nat({ max: 3 }),
  }),
  { maxLength: 25 },
);

/** Systems in which it takes many moves to come to the last places, as each edge leads back to its place or to the next. */
const rows = fc.array(
  fc
    .record({
      from: fc.nat({ max: 7 }),
      steps: fc.nat({ max: 1 }),
      needs: fc.option(fc.nat({ max: 3 }), { nil: undefined, freq: 2 }),
      gives: fc.nat({ max: 3 }),
    })
    .map(({ from, gives, needs, steps }): Edge => ({ from, to: from + steps, needs, gives })),
  { minLength: 16, maxLength: 24 },
);

describe("a search", () => {
  test("sees every state once: two counters up to 3 have 4 times 4", () => {
    // Of 16 states, each move raises one counter: 12 of the states can raise the first, 12 the second.
    expect(searched(twoCounters(3))).toEqual({
      ending: "exhausted",
      cores: 16,
      expanded: 16,
      moves: 24,
      depth: 6,
      path: [],
    });
  });

  test("grows with what it finds", () => {
    expect(searched(twoCounters(200))).toMatchObject({ ending: "exhausted", cores: 201 * 201, depth: 400 });
  });

  test("comes to what breaks in as few moves as there can be", () => {
    const findings = searched(twoCounters(3, true));
    expect(findings.ending).toBe("broken");
    expect(findings.path).toHaveLength(6);
    expect(follow(twoCounters(3, true), findings.path)).toHaveLength(6);
  });

  test("goes no deeper than it should, and says so", () => {
    // Within two moves: the start, two states after one, three after two.
    expect(searched(twoCounters(9), 2)).toMatchObject({ ending: "depth", cores: 6, expanded: 3, depth: 2 });
    expect(searched(twoCounters(9), 18)).toMatchObject({ ending: "depth", cores: 100 });
    expect(searched(twoCounters(9), 19)).toMatchObject({ ending: "exhausted", cores: 100 });
  });

  test("leaves out what can do no more than another, and nothing else", () => {
    fc.assert(
      fc.property(edges, (drawn) => {
        const system = drawnSystem(drawn);
        expect(searched(system)).toMatchObject({ ending: "exhausted", cores: coresOf(system).size });
      }),
      { numRuns: 1000 },
    );
  });

  test("loses nothing that so many moves come to, however many they may be", () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const system = drawnSystem(drawn);
        for (let depth = 1; depth <= 12; depth++) {
          expect(searched(system, depth).cores, `within ${depth} moves`).toBe(coresOf(system, depth).size);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("finds the same states in whatever order moves are told", () => {
    const shuffled = edges.chain((drawn) =>
      fc.tuple(fc.constant(drawn), fc.shuffledSubarray(drawn, { minLength: drawn.length })),
    );
    fc.assert(
      fc.property(shuffled, ([drawn, other]) => {
        expect(searched(drawnSystem(other)).cores).toBe(searched(drawnSystem(drawn)).cores);
      }),
    );
  });

  test("does not tell apart sets that differ in zeros at their end", () => {
    const system: System = {
      start: [0, 1],
      coreLength: 1,
      expand: (state, visit) => visit(0, state.length < 5 ? [...state, 0] : state, false),
    };
    expect(searched(system)).toMatchObject({ ending: "exhausted", expanded: 1 });
  });
});

describe("a path to what breaks", () => {
  /** It breaks as soon as move 1 comes behind move 0, whatever is between. */
  const system: System = {
    start: [0, 0],
    coreLength: 2,
    expand: ([steps, armed], visit) => {
      visit(0, [steps! + 1, 1], false);
      visit(1, [steps! + 1, armed!], armed === 1);
      visit(2, [steps! + 1, armed!], false);
    },
  };

  test("loses the moves that it does not need", () => {
    expect(shorterPath(system, [2, 1, 0, 2, 2, 0, 2, 1])).toEqual([0, 1]);
  });

  test("loses two of them at once where each is needed for the other", () => {
    /** Move 0 turns a light on or off, and move 1 breaks where it is off. */
    const light: System = {
      start: [0],
      coreLength: 1,
      expand: ([isOn], visit) => {
        visit(0, [1 - isOn!], false);
        visit(1, [isOn!], isOn === 0);
      },
    };
    expect(shorterPath(light, [0, 0, 1])).toEqual([1]);
  });

  test("is none if it does not break, breaks before its end, or cannot be gone", () => {
    expect(follow(system, [1, 0])).toBeUndefined();
    expect(follow(system, [0, 1, 2])).toBeUndefined();
    expect(follow(system, [0, 3, 1])).toBeUndefined();
    expect(follow(system, [0, 1])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});

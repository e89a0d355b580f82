import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkLinearizable,
  keyValueMachineModel,
  kvModel,
  LinearizabilityCheck,
  type Model,
  registerModel,
} from "../../../../../invariants/client/linearizability/index.ts";
import { isLinearizable, whereItEnds } from "./brute-force.ts";
import {
  arbitraryHistories,
  cas,
  commands,
  kvSayings,
  linearizableHistories,
  machineSayings,
  operation,
  type RegisterOperation,
  read,
  registerSayings,
  write,
} from "./small-histories.ts";

const KEYS = ["x", "y", "z"];

function verdictOf(history: readonly RegisterOperation[], steps?: number): string {
  return checkLinearizable(history, registerModel, steps).verdict;
}

function definitionOf(history: readonly RegisterOperation[]): string {
  return isLinearizable(history, registerModel) ? "linearizable" : "not-linearizable";
}

/** Also where it ends, for those that are not linearizable. */
function compareWithDefinition<Command, Result>(
  sayings: fc.Arbitrary<readonly [Command, Result]>,
  model: Model<Command, Result>,
): void {
  const { foresight: _, ...blind } = model;
  const seen = new Set<string>();
  let fewerStates = 0;
  fc.assert(
    fc.property(arbitraryHistories(sayings, 7, true), (history) => {
      const defined = isLinearizable(history, model) ? "linearizable" : "not-linearizable";
      seen.add(defined);
      const [foreseen, found] = [model, blind].map((each) => checkLinearizable(history, each));
      expect([foreseen!.verdict, found!.verdict]).toEqual([defined, defined]);
      if (foreseen!.refusal === undefined) return;
      const { operation: end, states } = whereItEnds(history, model);
      const [told, all] = [foreseen, found].map((each) => new Set(each!.refusal!.objections.map(({ state }) => state)));
      expect([foreseen!.refusal.operation, found!.refusal!.operation]).toEqual([end, end]);
      expect(all).toEqual(states);
      expect(told!.size).toBeGreaterThan(0);
      expect([...told!].filter((state) => !states.has(state as never))).toEqual([]);
      if (told!.size === states.size) return;
      fewerStates += 1;
      expect(history.some(({ returned }) => returned === undefined)).toBe(true);
    }),
    { numRuns: 3000 },
  );
  expect(seen.size).toBe(2);
  expect(fewerStates).toBeGreaterThan(0);
}

describe("laws", () => {
  test("what was carried out one by one is linearizable however wide the operations are seen", () => {
    fc.assert(
      fc.property(linearizableHistories(KEYS, 60), (history) => {
        expect(verdictOf(history)).toBe("linearizable");
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["a register", registerSayings, registerModel],
    ["a kv store", kvSayings, kvModel],
    ["our key-value machine", machineSayings, keyValueMachineModel],
  ])("the verdict on small histories of %s is that of the definition", (_, sayings, model) => {
    compareWithDefinition(sayings as fc.Arbitrary<never>, model as Model<unknown, unknown>);
  });

  test("one read that saw something else is not, unless the definition says so", () => {
    let refused = 0;
    fc.assert(
      fc.property(linearizableHistories(["x"], 7), fc.nat(), fc.nat(3), (history, which, seen) => {
        const reads = history.filter(({ command, returned }) => command.kind === "read" && returned !== undefined);
        const changed = reads[which % reads.length];
        if (changed === undefined) return;
        const returned = { event: changed.returned!.event, result: seen === 3 ? null : seen };
        const corrupted = history.map((each) => (each === changed ? { ...each, returned } : each));
        const verdict = verdictOf(corrupted);
        if (verdict === "not-linearizable") refused += 1;
        expect(verdict).toBe(definitionOf(corrupted));
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  test("a value that nobody wrote is refused in a history of any length, at that read", () => {
    fc.assert(
      fc.property(linearizableHistories(KEYS, 60), fc.nat(), (history, which) => {
        const reads = history.filter(({ command, returned }) => command.kind === "read" && returned !== undefined);
        const changed = reads[which % reads.length];
        if (changed === undefined) return;
        const corrupted = { ...changed, returned: { event: changed.returned!.event, result: 99 } };
        const { verdict, refusal } = checkLinearizable(
          history.map((each) => (each === changed ? corrupted : each)),
          registerModel,
        );
        expect(verdict).toBe("not-linearizable");
        expect(refusal?.operation).toBe(corrupted);
      }),
      { numRuns: 300 },
    );
  });

  test("pending operations more do not make a linearizable history one that is not", () => {
    const pending = fc.tuple(commands(KEYS), fc.nat(700)).map(([command, event]) => operation(event, 0, command));
    fc.assert(
      fc.property(
        linearizableHistories(KEYS, 40),
        fc.array(pending, { maxLength: 12, size: "max" }),
        (history, added) => {
          expect(verdictOf([...added, ...history])).toBe("linearizable");
        },
      ),
      { numRuns: 500 },
    );
  });

  test("the verdict and its steps are the same in one go and in portions, and in every order of the operations", () => {
    fc.assert(
      fc.property(arbitraryHistories(registerSayings, 12), fc.integer({ min: 1, max: 7 }), (history, portion) => {
        const whole = checkLinearizable(history, registerModel);
        const check = new LinearizabilityCheck(history, registerModel);
        while (!check.decided) check.advance(portion);
        expect(check.result).toEqual(whole);
        expect(verdictOf(history.toReversed())).toBe(whole.verdict);
      }),
    );
  });

  test("a budget that suffices decides nothing, and a smaller one leaves it unknown", () => {
    fc.assert(
      fc.property(arbitraryHistories(registerSayings, 8), fc.integer({ min: 0, max: 1000 }), (history, spare) => {
        const { verdict, steps } = checkLinearizable(history, registerModel);
        expect(checkLinearizable(history, registerModel, steps + spare).verdict).toBe(verdict);
        if (steps > 0) expect(checkLinearizable(history, registerModel, steps - 1).verdict).toBe("unknown");
      }),
    );
  });
});

describe("by hand", () => {
  test("nothing is linearizable, and takes no step", () => {
    expect(checkLinearizable([], registerModel)).toEqual({ verdict: "linearizable", steps: 0 });
  });

  test("one step is not enough for anything", () => {
    expect(verdictOf([operation(1, 2, write(1), true)], 1)).toBe("unknown");
  });

  test.each<[string, string, RegisterOperation[]]>([
    ["a stale read", "not-linearizable", [operation(1, 2, write(1), true), operation(3, 4, read(), null)]],
    ["a read beside a write", "linearizable", [operation(1, 4, write(1), true), operation(2, 3, read(), null)]],
    [
      "an answer in the event in which the read begins",
      "not-linearizable",
      [operation(1, 2, write(1), true), operation(2, 3, read(), null)],
    ],
    ["a pending write that was seen", "linearizable", [operation(1, 0, write(1)), operation(3, 4, read(), 1)]],
    ["a pending write that was not seen", "linearizable", [operation(1, 0, write(1)), operation(3, 4, read(), null)]],
    [
      "a pending write seen, then gone",
      "not-linearizable",
      [operation(1, 0, write(1)), operation(3, 4, read(), 1), operation(5, 6, read(), null)],
    ],
    [
      "a pending write seen before it began",
      "not-linearizable",
      [operation(1, 2, read(), 1), operation(3, 0, write(1))],
    ],
    [
      "a pending write that begins in the event of the read's answer",
      "not-linearizable",
      [operation(1, 3, read(), 1), operation(3, 0, write(1))],
    ],
    [
      "a pending cas that cannot be done is left out",
      "linearizable",
      [operation(1, 0, cas(5, 6)), operation(3, 4, read(), null)],
    ],
    [
      "two cas from the same value",
      "not-linearizable",
      [operation(1, 5, cas(null, 1), true), operation(1, 5, cas(null, 2), true)],
    ],
    [
      "a refused cas before a write",
      "linearizable",
      [operation(1, 5, cas(1, 2), false), operation(1, 5, write(1), true)],
    ],
    [
      "writes seen in two orders",
      "not-linearizable",
      [
        operation(1, 20, write(1), true),
        operation(1, 20, write(2), true),
        operation(2, 3, read(), 1),
        operation(4, 5, read(), 2),
        operation(6, 7, read(), 1),
      ],
    ],
    [
      "a pending write used twice",
      "not-linearizable",
      [
        operation(1, 0, write(1)),
        operation(2, 3, read(), 1),
        operation(4, 5, write(2), true),
        operation(6, 7, read(), 1),
      ],
    ],
    [
      "a pending write for each",
      "linearizable",
      [
        operation(1, 0, write(1)),
        operation(1, 0, write(1)),
        operation(2, 3, read(), 1),
        operation(4, 5, write(2), true),
        operation(6, 7, read(), 1),
      ],
    ],
    [
      "a pending cas for the first of two, so that the pending write is left for the second",
      "linearizable",
      [
        operation(1, 0, write(1)),
        operation(1, 0, cas(0, 1)),
        operation(2, 3, write(0), true),
        operation(4, 5, read(), 1),
        operation(6, 7, write(2), true),
        operation(8, 9, read(), 1),
      ],
    ],
  ])("%s: %s", (_, verdict, history) => {
    expect(verdictOf(history)).toBe(verdict);
    expect(definitionOf(history)).toBe(verdict);
  });

  test("an operation that returned before it began is a mistake of the caller", () => {
    expect(() => verdictOf([operation(5, 5, write(1), true)])).toThrow(/began in event 5 and returned in 5/);
  });

  test("pending commands that could not be told apart are refused", () => {
    const odd = {
      client: 1,
      command: { kind: "write", key: "", value: new Map() },
      invokedEvent: 1,
      returned: undefined,
    };
    expect(() => verdictOf([odd as unknown as RegisterOperation])).toThrow(/not plain data/);
  });
});

describe("a failure", () => {
  test("names the first operation that no order gets to, what was possible before it, and why not", () => {
    const bad = operation(7, 8, read("x"), 5);
    const { refusal } = checkLinearizable(
      [
        operation(1, 2, read("y"), null),
        operation(1, 6, write(1, "x"), true),
        operation(1, 6, write(2, "x"), true),
        bad,
        operation(9, 10, read("x"), 7),
      ],
      registerModel,
    );
    expect(refusal).toEqual({
      key: "x",
      operation: bad,
      description: "read x -> 5",
      objections: expect.arrayContaining([
        { state: 1, held: "1", reason: "a read gives 1" },
        { state: 2, held: "2", reason: "a read gives 2" },
      ]),
    });
  });
});

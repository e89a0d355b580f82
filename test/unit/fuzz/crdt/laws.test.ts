import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as production from "../../../../src/crdt/index.ts";
import { Family } from "../../../../src/fuzz/crdt/family.ts";
import { type History, replay, type Step } from "../../../../src/fuzz/crdt/history.ts";
import { judge, LAW_NAMES, type LawName } from "../../../../src/fuzz/crdt/laws.ts";
import type { CrdtBuild } from "../../../../src/fuzz/crdt/replicas.ts";
import { breachIn } from "../../../../src/fuzz/crdt/shrink.ts";
import { histories } from "./histories.ts";

type Type = ReturnType<CrdtBuild["crdtType"]>;

/** Production's types, with something about one of them changed. */
function withTwin(name: production.CrdtName, changes: (type: Type) => Partial<Type>): CrdtBuild {
  const type = production.crdtType(name);
  const twin = { ...type, ...changes(type) };
  return { ...production, crdtType: (asked) => (asked === name ? twin : production.crdtType(asked)) };
}

function checkLaw(build: CrdtBuild, name: production.CrdtName, law: LawName, numRuns: number): void {
  fc.assert(
    fc.property(histories(name), (history) => {
      expect(breachIn(build, name, law, history)).toBeUndefined();
    }),
    { numRuns, seed: 8 },
  );
}

describe.each(production.CRDT_NAMES)("%s", (name) => {
  test.each(LAW_NAMES)("%s", (law) => checkLaw(production, name, law, 500));

  test("whoever hears of everything comes to the same, however it is told", () => {
    fc.assert(
      fc.property(histories(name), fc.boolean(), (history, byStates) => {
        const { replicas } = replay(production, name, history);
        const letters = Array.from({ length: replicas.count }, (_, place) => replicas.tell(place + 1, "state"));
        const deltas = replicas.operated.map(({ delta }) => ({
          bytes: production.encode(name, delta.state),
          seen: delta.seen,
        }));
        const told = byStates ? letters : [...deltas.toReversed(), ...deltas];
        for (let replica = 1; replica <= replicas.count; replica++) {
          for (const one of replica % 2 === 0 ? told : told.toReversed()) replicas.hear(replica, one);
        }
        for (let replica = 2; replica <= replicas.count; replica++) {
          expect(production.encode(name, replicas.known(replica).state)).toEqual(
            production.encode(name, replicas.known(1).state),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test("an empty state is below all others and adds nothing", () => {
    const type = production.crdtType(name);
    fc.assert(
      fc.property(histories(name), (history) => {
        const { state } = replay(production, name, history).replicas.known(1);
        expect(type.isAtMost(type.empty, state)).toBe(true);
        expect(type.isSame(type.merge(type.empty, state), state)).toBe(true);
        expect(type.isSame(type.merge(state, type.empty), state)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

/** Each law falls on some type that is broken in a small way. */
describe("a broken twin is told by", () => {
  const twins: Readonly<Record<LawName, readonly [production.CrdtName, (type: Type) => Partial<Type>]>> = {
    // What was there already goes before what comes.
    comm: ["lww", ({ empty }) => ({ merge: (one, other) => (one === empty ? other : one) })],
    // The second of two unlike states is taken once in a while.
    assoc: [
      "gcounter",
      ({ merge, value }) => ({
        merge: (one, other) => (Number(value(one)) > 2 * Number(value(other)) ? one : merge(one, other)),
      }),
    ],
    // Counts are added up.
    idemp: ["gcounter", () => ({ merge: addedUp as Type["merge"] })],
    // The smaller of two sets.
    mono: ["gset", () => ({ merge: intersection as Type["merge"] })],
    // A merge that forgets where it is told of more than it holds.
    conv: [
      "pncounter",
      ({ merge }) => ({ merge: (one, other) => merge(one, { ...(other as object), subtracted: [] } as never) }),
    ],
    // A group of deltas of which the last one counts.
    delta: [
      "gset",
      ({ merge }) => ({ merge: (one, other) => (isDelta(one) && isDelta(other) ? other : merge(one, other)) }),
    ],
    // A removal that removes nothing.
    model: [
      "orset",
      ({ delta, empty }) => ({
        delta: (state, replica, operation) => (operation.kind === "remove" ? empty : delta(state, replica, operation)),
      }),
    ],
  };

  test.each(LAW_NAMES)("%s", (law) => {
    const [name, changes] = twins[law];
    expect(() => checkLaw(withTwin(name, changes), name, law, 5_000)).toThrow();
  });
});

describe("a law that says nothing about a sample counts no equation:", () => {
  const operate = (operation: number, replica: number): Step => ({
    kind: "operate",
    operation,
    replica,
    asked: { kind: "add", element: `${operation}` },
  });
  const mark = (mark: number, replica: number): Step => ({ kind: "mark", mark, replica });
  const counted = (law: LawName, ...steps: Step[]): ReturnType<typeof judge> => {
    const looks: History["looks"] = [
      { of: "mark", mark: 0 },
      { of: "mark", mark: 1 },
      { of: "mark", mark: 0 },
    ];
    const { replicas, sample } = replay(production, "gset", { steps, looks, operations: undefined });
    return judge(law, replicas, sample);
  };

  test("no operation was looked at", () => expect(counted("delta")).toBe(0));
  test("neither has seen more", () => {
    expect(counted("mono")).toBe(0);
    expect(counted("mono", operate(0, 1), mark(0, 1), mark(1, 1))).toBe(0);
  });
  test("only what is above the other is counted", () => {
    expect(counted("mono", mark(0, 1), operate(0, 1), mark(1, 1))).toBe(3);
    expect(counted("mono", mark(1, 1), operate(0, 1), mark(0, 1))).toBe(1);
    expect(counted("mono", operate(0, 1), operate(1, 2), mark(0, 1), mark(1, 2))).toBe(2);
  });
});

test("samples are of different sights", () => {
  const family = new Family(production, "gset", 2, 1);
  for (let operation = 0; operation < 5; operation++) {
    family.operate(1 + (operation % 2), { kind: "add", element: `${operation}` });
  }
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 32 - 1 }), (bits) => {
      const [one, other, third] = family.draw(bits).sample.states;
      expect(other).not.toBe(one);
      expect(third).not.toBe(other);
    }),
    { numRuns: 1_000 },
  );
});

/** Each law falls on each type if its merge is broken in a way that the law is about. */
describe.each(production.CRDT_NAMES)("a broken twin of %s is told by", (name) => {
  type Twins = Readonly<Record<LawName, (type: Type) => Partial<Type>>>;
  const twins: Twins = {
    // What was there stays, unless it is nothing.
    comm: ({ empty, isSame }) => ({ merge: (one, other) => (isSame(one, empty) ? other : one) }),
    // What has seen less and what has seen more come to nothing.
    assoc: ({ empty, isAtMost, isSame, merge }) => ({
      merge: (one, other) => (isAtMost(one, other) && !isSame(one, empty) ? empty : merge(one, other)),
    }),
    // A state and itself come to nothing.
    idemp: ({ empty, isSame, merge }) => ({
      merge: (one, other) => (isSame(one, other) ? empty : merge(one, other)),
    }),
    // Everything is above nothing alone.
    mono: ({ empty, isSame }) => ({ isAtMost: (lower) => isSame(lower, empty) }),
    // Whoever is told first stays with that.
    conv: ({ empty, isSame }) => ({ merge: (one, other) => (isSame(one, empty) ? other : one) }),
    // Operations bring nothing to others.
    delta: ({ empty, isAtMost, merge }) => ({
      merge: (one, other) => (isAtMost(other, one) ? empty : merge(one, other)),
    }),
    // Nothing is shown.
    model: () => ({ value: () => "something else" }),
  };

  test.each(LAW_NAMES)("%s", (law) => {
    expect(() => checkLaw(withTwin(name, twins[law]), name, law, 2_000)).toThrow();
  });

  test("the round trip", () => {
    const readsNothing = ({ empty }: Type): Partial<Type> => ({ read: () => empty });
    const writesTooMuch = ({ write }: Type): Partial<Type> => ({
      write: (state, writer) => {
        write(state, writer);
        writer.byte(0);
      },
    });
    for (const changes of [readsNothing, writesTooMuch]) {
      const build = withTwin(name, changes);
      expect(() => fc.assert(roundTrip(build, name), { numRuns: 200, seed: 8 })).toThrow();
    }
    fc.assert(roundTrip(production, name), { numRuns: 200, seed: 8 });
  });
});

/** What is written comes back. */
function roundTrip(build: CrdtBuild, name: production.CrdtName): fc.IPropertyWithHooks<[History]> {
  const { isSame, read, write } = build.crdtType(name);
  return fc.property(histories(name), (history) => {
    const [{ state }] = replay(production, name, history).sample.states;
    const writer = new production.ByteWriter();
    write(state, writer);
    const reader = new production.ByteReader(writer.finish());
    expect(isSame(read(reader), state)).toBe(true);
    reader.end();
  });
}

function addedUp(one: readonly number[], other: readonly number[]): readonly number[] {
  const sums = new Map<number, number>();
  for (const counts of [one, other]) {
    for (let at = 0; at < counts.length; at += 2) {
      sums.set(counts[at]!, (sums.get(counts[at]!) ?? 0) + counts[at + 1]!);
    }
  }
  return [...sums].sort(([one], [other]) => one - other).flat();
}

function isDelta(state: unknown): boolean {
  return Array.isArray(state) && state.length === 1;
}

function intersection(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one.length === 0) return other;
  return other.length === 0 ? one : one.filter((element) => other.includes(element));
}

import { describe, expect, test } from "vitest";
import * as production from "../../../../src/crdt/index.ts";
import { counterexampleOf } from "../../../../src/fuzz/crdt/counterexample.ts";
import { LAW_NAMES } from "../../../../src/fuzz/crdt/laws.ts";
import { breachIn } from "../../../../src/fuzz/crdt/shrink.ts";
import { type TypeOptions, TypeRun } from "../../../../src/fuzz/crdt/type-run.ts";

const OPTIONS: TypeOptions = {
  build: production,
  name: "orset",
  laws: LAW_NAMES,
  operations: 300,
  replicas: 5,
  seed: "1",
  keepsGoing: false,
};

function resultOf(options: TypeOptions) {
  const run = TypeRun.start(options);
  while (!run.advance(1_000));
  return run.result();
}

describe.each(production.CRDT_NAMES)("%s", (name) => {
  test.each([2, 5, 40])("keeps every law on %d replicas", (replicas) => {
    const { broken, checks, operations } = resultOf({ ...OPTIONS, name, replicas });
    expect(broken).toEqual([]);
    expect(operations).toBe(300);
    for (const law of LAW_NAMES) expect(checks.get(law), law).toBeGreaterThanOrEqual(1_200);
  });
});

test("the same seed does the same, and another does not", () => {
  const first = resultOf(OPTIONS);
  expect(resultOf(OPTIONS)).toEqual(first);
  expect(resultOf({ ...OPTIONS, seed: "2" }).fingerprint).not.toBe(first.fingerprint);
});

test("which laws are judged changes nothing about what happens", () => {
  const { checks, fingerprint } = resultOf({ ...OPTIONS, laws: ["mono"] });
  expect(fingerprint).toBe(resultOf(OPTIONS).fingerprint);
  expect(checks).toEqual(new Map([["mono", resultOf(OPTIONS).checks.get("mono")]]));
});

test.each([20, 60, 100, 450, 700])(
  "a fork after %i events goes on as its original does, and neither disturbs the other",
  (events) => {
    const original = TypeRun.start(OPTIONS);
    original.advance(events);
    const fork = original.fork();
    while (!original.advance(1_000));
    while (!fork.advance(1_000));
    expect(fork.result()).toEqual(original.result());
    expect(fork.result()).toEqual(resultOf(OPTIONS));
  },
);

/** Merges sets, but once in a while forgets an element. */
const forgetful: production.AnyCrdtType = {
  ...production.crdtType("gset"),
  merge: (one, other) => {
    const merged = production.crdtType("gset").merge(one, other) as readonly string[];
    return merged.length > 4 ? merged.slice(1) : merged;
  },
};
const build = { ...production, crdtType: () => forgetful };

test("a fork finds the same, with all that led to it", () => {
  const options = { ...OPTIONS, build, name: "gset", keepsGoing: true } as const;
  const original = TypeRun.start(options);
  original.advance(30);
  expect(original.result().broken).toEqual([]);
  const fork = original.fork();
  while (!fork.advance(1_000));
  expect(fork.result()).toEqual(resultOf(options));
});

test("ends with the first law that is broken, or keeps going with the others", () => {
  const options = { ...OPTIONS, build, name: "gset" } as const;
  const first = resultOf(options);
  expect(first.broken.length).toBeGreaterThan(0);
  expect(first.operations).toBeLessThan(300);
  const all = resultOf({ ...options, keepsGoing: true });
  expect(all.operations).toBe(300);
  expect(all.broken.length).toBeGreaterThan(first.broken.length);
  expect(new Set(all.broken.map(({ law }) => law)).size).toBe(all.broken.length);
});

test("a type that throws breaks no law for that: it is told of once, and the others go on", () => {
  const gset = production.crdtType("gset");
  const throwing: production.AnyCrdtType = {
    ...gset,
    delta: (state, replica, operation) => {
      if (replica === 2 && (state as readonly string[]).length > 2) throw new Error("planted");
      return gset.delta(state, replica, operation);
    },
  };
  const twin = { ...production, crdtType: () => throwing };
  const { broken, operations } = resultOf({ ...OPTIONS, build: twin, name: "gset", keepsGoing: true });
  expect(operations).toBe(300);
  expect(broken.map(({ law }) => law)).toEqual(["throws"]);
  const { conclusion, law, operations: few, steps } = counterexampleOf(twin, "gset", broken[0]!);
  expect(law).toBe("throws");
  expect(few).toBeLessThanOrEqual(4);
  expect(steps.at(-1)).toMatch(/^r2 adds \w, which fails$/);
  expect(conclusion).toBe("the type throws: planted");
  expect(breachIn(twin, "gset", "comm", broken[0]!.history)).toBeUndefined();
});

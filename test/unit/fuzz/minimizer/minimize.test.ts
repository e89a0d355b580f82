import { beforeAll, expect, test } from "vitest";
import { minimize } from "../../../../src/fuzz/minimizer/minimize.ts";
import { loadMutant } from "../../../../src/fuzz/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutant-build.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import { entriesOf, type Tape } from "../../../../src/fuzz/tape/tape.ts";
import * as shipped from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";

const INVARIANT = "durable-before-reply";
const NO_LIMIT = { limitMs: 1_000_000 };

let core: RaftCore;
let tape: Tape;

beforeAll(async () => {
  core = (await import(/* @vite-ignore */ await buildMutant(loadMutant("vote-lost-on-log-rewrite")))) as RaftCore;
  tape = record({ nodes: 5, operations: 5000, seed: "hunt-2", checkers: true }, core).tape;
}, 60_000);

function resultOf(played: Tape, on: RaftCore) {
  const run = replay(JSON.parse(JSON.stringify(played)) as Tape, on);
  while (!run.advance(100_000));
  return run.result();
}

test("a run of thousands of deeds becomes a tape that a person can read, which breaks the same and only with the bug", () => {
  const { after, before, ending, tape: small, violation } = minimize(tape, core, INVARIANT, NO_LIMIT);
  expect(ending).toBe("done");
  expect(before.entries).toBe(entriesOf(tape));
  expect(after.entries).toBe(entriesOf(small));
  expect(after.entries).toBeLessThanOrEqual(12);
  expect(after.nodes).toBeLessThanOrEqual(5);
  expect(after.events).toBeLessThan(before.events / 20);
  expect(resultOf(small, core).violations[0]).toEqual(violation);
  expect(violation.invariant).toBe(INVARIANT);
  expect(resultOf(small, shipped).verdict).toBe("pass");
});

test("it comes to the same bytes again", () => {
  const [one, other] = [1, 2].map(() => JSON.stringify(minimize(tape, core, INVARIANT, NO_LIMIT)));
  expect(one).toBe(other);
});

test("interrupted or out of time, it gives the best so far, which breaks the invariant too", () => {
  const interrupted = minimize(tape, core, INVARIANT, NO_LIMIT, AbortSignal.abort());
  const late = minimize(tape, core, INVARIANT, { limitMs: 0 });
  expect([interrupted.ending, late.ending]).toEqual(["interrupted", "out-of-time"]);
  expect(interrupted.tape).toEqual(late.tape);
  expect(resultOf(interrupted.tape, core).violations[0]).toEqual(interrupted.violation);
});

test("each step is smaller than the one before", () => {
  const entries: number[] = [];
  minimize(tape, core, INVARIANT, NO_LIMIT, undefined, (size) => entries.push(size.entries));
  expect(entries.length).toBeGreaterThan(3);
  expect(entries).toEqual([...entries].sort((one, other) => other - one));
});

test("a tape that does not break the invariant cannot be minimized", () => {
  expect(() => minimize(tape, shipped, INVARIANT, NO_LIMIT)).toThrow(INVARIANT);
});

import { beforeAll, expect, test } from "vitest";
import { chronicle } from "../../../../src/fuzz/chronicle/chronicle-of.ts";
import { Effort } from "../../../../src/fuzz/minimizer/effort.ts";
import { minimize } from "../../../../src/fuzz/minimizer/minimize.ts";
import { drawStorms } from "../../../../src/fuzz/minimizer/storms.ts";
import { type Found, Laboratory } from "../../../../src/fuzz/minimizer/trial.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import { entriesOf, type Tape } from "../../../../src/fuzz/tape/tape.ts";
import * as shipped from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";

const INVARIANT = "leader-completeness";
const EVENTS = 3_000_000;

let core: RaftCore;
let tape: Tape;

/** Messages come late in it: no part of it breaks the invariant by few of them. */
beforeAll(async () => {
  core = (await import(/* @vite-ignore */ await buildMutant(loadMutant("figure-8")))) as RaftCore;
  const scenario = loadScenario("late");
  tape = record({ nodes: 5, operations: 5000, seed: "hold-94", scenario, checkers: true }, core).tape;
});

function resultOf(played: Tape, on: RaftCore) {
  const run = replay(played, on);
  while (!run.advance(100_000));
  return run.result();
}

function firstStorm(): Found {
  const laboratory = new Laboratory(core, { invariant: INVARIANT, first: true }, new Effort(EVENTS, 1e9, undefined));
  const { deeds, departures, setup } = tape;
  const whole = {
    candidate: {
      setup,
      deeds: deeds.map((one) => ({ ...one, leader: 0, voters: [] })),
      timing: { kind: "taped", departures },
      calmAtUs: undefined,
      endsAtUs: 0,
    },
  } as unknown as Found;
  return drawStorms(laboratory, whole).next().value as Found;
}

test("what a storm finds is short, breaks the invariant when it is played, and is found again", () => {
  const { tape: short, violation } = firstStorm();
  expect(entriesOf(short)).toBeLessThan(100);
  expect(short.deeds.map(({ deed }) => deed.kind)).not.toContain("heal");
  expect(resultOf(short, core).violations[0]).toEqual(violation);
  expect(firstStorm().tape).toEqual(short);
});

test("the bug of figure 8 is told as the Raft paper tells it, where late messages hid it", () => {
  const { after, ending, tape: small, violation } = minimize(tape, core, INVARIANT, { limitMs: 1_000_000 });
  expect(ending).toBe("done");
  expect(after.entries).toBeLessThanOrEqual(15);
  expect(after.nodes).toBeLessThanOrEqual(5);
  expect(resultOf(small, shipped).verdict).toBe("pass");
  const [old, counted] = /of term (\d+) was committed in term (\d+)/.exec(violation.message)!.slice(1).map(Number);
  expect(old).toBeLessThan(counted!);
  const facts = chronicle(small, core).steps.flatMap((step) => step.facts);
  expect(facts.filter(({ name }) => name === "becameLeader").length).toBeGreaterThanOrEqual(3);
});

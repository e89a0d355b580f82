import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { causesOfViolation } from "../../../../src/fuzz/chronicle/causes.ts";
import type { Chronicle } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../../../src/fuzz/chronicle/chronicle-of.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import * as core from "../../../../src/sut/core.ts";

let whole: Chronicle;

beforeAll(() => {
  whole = chronicle(record({ nodes: 5, operations: 150, seed: "causes", checkers: true }, core).tape, core);
});

/** As if something had been found to be broken after a step. */
function brokenAt(step: number, message = "made up"): Chronicle {
  const { atUs, event } = whole.steps[step]!;
  const violation = { invariant: "made-up", event, atUs, nodes: [], message };
  return { ...whole, steps: whole.steps.slice(0, step + 1), violation, violationStep: step };
}

const anyStep = () => fc.nat(whole.steps.length - 1);

describe("the causal past of any step", () => {
  test("is closed, ascends, and ends with the step", () => {
    fc.assert(
      fc.property(anyStep(), (step) => {
        const { causesOf, effectsOf, steps } = causesOfViolation(brokenAt(step));
        expect(steps.at(-1)).toBe(step);
        expect(steps).toEqual([...new Set(steps)].sort((one, other) => one - other));
        for (const at of steps) {
          for (const cause of causesOf.get(at)!) {
            expect(cause).toBeLessThan(at);
            expect(effectsOf.get(cause)).toContain(at);
          }
          for (const effect of effectsOf.get(at)!) expect(causesOf.get(effect)).toContain(at);
          if (at !== step) expect(effectsOf.get(at)!.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("holds the sending of every message that a node got in it", () => {
    fc.assert(
      fc.property(anyStep(), (step) => {
        const { steps } = causesOfViolation(brokenAt(step));
        const past = new Set(steps);
        for (const at of steps) {
          const { message, place } = whole.steps[at]!;
          if (message !== undefined && place <= whole.nodes) expect(past).toContain(whole.messages[message]!.sentStep);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("holds the past of each of its steps", () => {
    fc.assert(
      fc.property(anyStep(), fc.nat(), (step, choice) => {
        const { steps } = causesOfViolation(brokenAt(step));
        const nodesOnly = steps.filter((at) => whole.steps[at]!.place <= whole.nodes);
        const cause = nodesOnly[choice % Math.max(1, nodesOnly.length)] ?? step;
        if (whole.steps[cause]!.place > whole.nodes) return;
        for (const earlier of causesOfViolation(brokenAt(cause)).steps) expect(steps).toContain(earlier);
      }),
      { numRuns: 60 },
    );
  });
});

test("a leader follows from the votes that were counted, and a vote from what it was asked", () => {
  const elected = whole.steps.findIndex(({ facts }) => facts.some(({ name }) => name === "becameLeader"));
  const { steps } = causesOfViolation(brokenAt(elected));
  const facts = steps.flatMap((at) => whole.steps[at]!.facts);
  const leader = whole.steps[elected]!.place;
  const votes = facts.filter((fact) => fact.name === "voteGranted" && fact.args[2] === leader);
  expect(votes.length).toBeGreaterThanOrEqual(2);
  expect(facts.some((fact) => fact.name === "voteRequested" && fact.args[0] === leader)).toBe(true);
});

test("heartbeats that changed nothing are no causes", () => {
  const last = whole.steps.findLastIndex(({ facts }) => facts.some(({ name }) => name === "committed"));
  const { steps } = causesOfViolation(brokenAt(last));
  const idle = steps.filter((at) => {
    const { facts, message, sent } = whole.steps[at]!;
    const letter = whole.messages[message ?? -1];
    return letter?.kind === "append-request" && letter.entries === undefined && facts.length + sent.length === 0;
  });
  expect(idle).toEqual([]);
});

test("the facts that a violation names are causes of it, with all that led to them", () => {
  const crash = whole.steps.findIndex(({ facts }) => facts.some(({ name }) => name === "crashed"));
  const first = whole.steps[crash]!;
  const last = whole.steps.length - 1;
  const { causesOf } = causesOfViolation(brokenAt(last, `it was so at event ${first.event} (t=0.001 s)`));
  const named = causesOf.get(last)!.map((at) => whole.steps[at]!.event);
  expect(named).toContain(first.event);
});

test("without a violation there are no causes", () => {
  expect(causesOfViolation({ ...whole, violation: undefined }).steps).toEqual([]);
});

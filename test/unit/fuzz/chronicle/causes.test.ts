import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { causesOfViolation } from "../../../../src/fuzz/chronicle/causes.ts";
import type { Chronicle, Fact } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../../../src/fuzz/chronicle/chronicle-of.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import * as core from "../../../../src/sut/core.ts";
import { handmade, letter, type StepWords, state } from "./handmade.ts";

const NOBODY = { voters: [], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };

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
        const pairs = (of: ReadonlyMap<number, readonly number[]>) =>
          steps.flatMap((at) => of.get(at)!.map((other): [number, number] => [at, other]));
        const causes = pairs(causesOf);
        expect(causes.filter(([at, cause]) => cause >= at)).toEqual([]);
        const asText = (all: readonly [number, number][]) => all.map(([one, other]) => `${one} ${other}`).sort();
        expect(asText(pairs(effectsOf))).toEqual(asText(causes.map(([at, cause]) => [cause, at])));
        expect(steps.filter((at) => at !== step && effectsOf.get(at)!.length === 0)).toEqual([]);
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

test("a message follows from the mending of the link that it took", () => {
  const steps: StepWords[] = [
    { place: 0, kind: "deeds", cut: [[1, 2]] },
    { place: 0, kind: "deeds", mended: [[1, 2]] },
    { place: 1 },
    { place: 2, kind: "message", message: 0, facts: [{ name: "termChanged", args: [2, 1] }] },
  ];
  const { causesOf } = causesOfViolation(handmade(steps, {}, [letter(1, 2, "vote-request", 2, 3)]));
  expect(causesOf.get(3)).toEqual([1, 2]);
});

test("of an event and of what the director did right after it, that is meant which touches the nodes concerned", () => {
  const steps: StepWords[] = [
    { event: 7, place: 1, facts: [{ name: "committed", args: [1, 1, 1] }] },
    { event: 7, place: 0, kind: "deeds", facts: [{ name: "crashed", args: [2] }] },
    { event: 8, place: 3, facts: [{ name: "committed", args: [3, 1, 1] }] },
  ];
  const message = "it was so at event 7 (t=0.000 s)";
  const named = (nodes: readonly number[]) => causesOfViolation(handmade(steps, { message, nodes })).causesOf.get(2);
  expect(named([2])).toEqual([1]);
  expect(named([1])).toEqual([0]);
});

test("what a client asks for follows from that it was given a command, and from nothing before", () => {
  const steps: StepWords[] = [
    { place: 4, kind: "message" },
    { place: 0, kind: "deeds", facts: [{ name: "clientInvoked", args: [4, 1, "x"] }] },
    { place: 4 },
    { place: 1, kind: "message", message: 0, facts: [{ name: "appended", args: [1, 1, 1, 5] }] },
  ];
  const { steps: past } = causesOfViolation(handmade(steps, {}, [letter(4, 1, "request", 2, 3)]));
  expect(past).toEqual([1, 2, 3]);
});

test("a restart follows from the crash, and from what it finds on the disk", () => {
  const steps: StepWords[] = [
    { facts: [{ name: "entryPersisted", args: [1, 1, 1, 5] }] },
    { place: 0, kind: "deeds", facts: [{ name: "crashed", args: [1] }] },
    { place: 0, kind: "deeds", deeds: [{ deed: { kind: "recover", node: 1 }, nodes: [1] }] },
    { kind: "start", facts: [{ name: "restarted", args: [1, 0, 0, 1] }] },
  ];
  expect(causesOfViolation(handmade(steps)).steps).toEqual([0, 1, 2, 3]);
});

test("a change that no fact tells of, and a sync that failed, are causes of what the node does next", () => {
  const past = (middle: StepWords, fact: Fact) => {
    const steps: StepWords[] = [{ states: [state(1, { votedFor: 2, durableIndex: 3 })] }, middle, { facts: [fact] }];
    return causesOfViolation(handmade(steps)).steps;
  };
  const vote: Fact = { name: "voteGranted", args: [1, 1, 3] };
  const commitment: Fact = { name: "committed", args: [1, 4, 1] };
  const changed = (more: Parameters<typeof state>[1]) => ({
    states: [state(1, { votedFor: 2, durableIndex: 3, ...more })],
  });
  expect(past(changed({ votedFor: 0 }), vote)).toEqual([1, 2]);
  expect(past(changed({ role: "candidate" }), vote)).toEqual([1, 2]);
  expect(past(changed({ leader: 3 }), vote)).toEqual([1, 2]);
  expect(past(changed({ durableIndex: 4 }), commitment)).toEqual([1, 2]);
  expect(past({ kind: "sync-failed" }, vote)).toEqual([1, 2]);
  expect(past({ kind: "sync-failed" }, commitment)).toEqual([1, 2]);
  expect(past(changed({ appliedIndex: 1 }), vote)).toEqual([2]);
});

describe("where an entry that was committed is missing, the cause is", () => {
  const appends = (node: number, index: number, term: number): Fact => ({
    name: "appended",
    args: [node, index, term, 5],
  });
  const commits: StepWords = { facts: [{ name: "committed", args: [1, 1, 1] }] };
  const past = (...between: Fact[][]) =>
    causesOfViolation(
      handmade([
        { facts: [appends(1, 1, 1)] },
        { place: 2, facts: [appends(2, 1, 1)] },
        ...between.map((facts) => ({ place: 2, facts })),
        commits,
      ]),
    ).steps;

  test("the last truncation on whoever held it", () => {
    const truncated: Fact = { name: "truncated", args: [2, 1] };
    expect(past([truncated])).toContain(2);
    expect(past([truncated], [appends(2, 1, 1)], [truncated])).toContain(4);
    expect(past([truncated, appends(2, 1, 7)])).toContain(2);
  });

  test("not one after which it is there all the same, or that was of something else", () => {
    expect(past([{ name: "truncated", args: [2, 1] }], [appends(2, 1, 1)])).toEqual([0, 4]);
    expect(past([{ name: "truncated", args: [2, 2] }])).toEqual([0, 3]);
    expect(past([{ name: "snapshotInstalled", args: [2, 1, 1, NOBODY] }])).toEqual([0, 3]);
    expect(past([appends(3, 1, 7)], [{ name: "truncated", args: [3, 1] }])).toEqual([0, 4]);
  });

  test("a crash, a restart or a snapshot that took it from there", () => {
    expect(past([{ name: "crashed", args: [2] }])).toContain(2);
    expect(past([{ name: "entryPersisted", args: [2, 1, 1, 5] }], [{ name: "crashed", args: [2] }])).toEqual([0, 4]);
    expect(past([{ name: "logRestored", args: [2, 0, [], NOBODY] }])).toContain(2);
    expect(past([{ name: "snapshotInstalled", args: [2, 0, 0, NOBODY] }])).toContain(2);
  });
});

test("who stands for election was cut off, though it is no more, if it heard nothing since", () => {
  const steps = (message?: number): StepWords[] => [
    { place: 0, kind: "deeds", cut: [[1, 2]] },
    { place: 0, kind: "deeds", mended: [[1, 2]] },
    { place: 1 },
    { place: 2, kind: "message", ...(message === undefined ? {} : { message }) },
    { place: 2, facts: [{ name: "voteRequested", args: [2, 2] }] },
  ];
  expect(causesOfViolation(handmade(steps())).causesOf.get(4)).toContain(0);
  const heard = [letter(1, 2, "append-request", 2, 3)];
  expect(causesOfViolation(handmade(steps(0), {}, heard)).causesOf.get(4)).not.toContain(0);
});

test("of a calm that does not end well the past is that of whoever lags, not of the last event", () => {
  const steps: StepWords[] = [
    { place: 0, kind: "deeds", beginsCalm: true, states: [1, 2, 3].map((node) => state(node)) },
    {
      place: 3,
      kind: "synced",
      facts: [{ name: "committed", args: [3, 4, 1] }],
      states: [state(3, { commitIndex: 4 })],
    },
    { place: 1 },
    { place: 3, kind: "message", message: 0 },
    {
      place: 2,
      states: [state(1, { role: "leader", leader: 1, commitIndex: 7 }), state(2, { leader: 1, commitIndex: 7 })],
    },
  ];
  const message = letter(1, 3, "append-request", 2, 3);
  const { standstill, steps: past } = causesOfViolation(
    handmade(steps, { invariant: "liveness", nodes: [1, 2, 3] }, [message]),
  );
  expect(past).toEqual([0, 1, 2, 3, 4]);
  expect(standstill).toMatchObject({ nodes: [3], lack: "committed", sinceStep: 1, said: [] });
  expect(standstill!.heard).toMatchObject([{ kind: "append-request", others: [1], count: 1, refused: 0, lost: 0 }]);
});

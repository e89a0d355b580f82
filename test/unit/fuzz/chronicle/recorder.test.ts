import { beforeAll, expect, test } from "vitest";
import { lookAt } from "../../../../src/fuzz/by-hand/node-view.ts";
import type { Chronicle, NodeState } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../../../src/fuzz/chronicle/chronicle-of.ts";
import { Recorder } from "../../../../src/fuzz/chronicle/recorder.ts";
import type { Run } from "../../../../src/fuzz/run.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import type { Tape } from "../../../../src/fuzz/tape/tape.ts";
import * as core from "../../../../src/sut/core.ts";

const SETTINGS = [
  { nodes: 5, operations: 400, seed: "told", checkers: true },
  { nodes: 5, operations: 200, seed: "told", checkers: true, scenario: loadScenario("gc") },
  { nodes: 5, operations: 200, seed: "told", checkers: true, scenario: loadScenario("hellweek") },
];

interface Told {
  readonly tape: Tape;
  readonly fingerprint: string;
  /** The run that was looked on, at its end. */
  readonly run: Run;
  readonly told: Chronicle;
}

let all: readonly Told[] = [];

beforeAll(() => {
  all = SETTINGS.map((options) => {
    const { run: original, tape } = record(options, core);
    const run = replay(tape, core, true);
    const recorder = new Recorder(run);
    while (!run.isOver) {
      run.advance(1);
      recorder.note();
    }
    return { tape, fingerprint: original.result().fingerprint, run, told: recorder.finish(tape.setup.nodes) };
  });
});

test("a run that is told is the run that is not", () => {
  for (const { fingerprint, run } of all) expect(run.cluster.fingerprint()).toBe(fingerprint);
});

test("every event is told, in its order and at its time", () => {
  for (const { run, told } of all) {
    const events = told.steps.filter(({ kind }) => kind !== "deeds").map(({ event }) => event);
    expect(events).toEqual(Array.from({ length: run.cluster.eventCount }, (_, place) => place + 1));
    for (const [place, step] of told.steps.entries()) {
      expect(step.atUs).toBeGreaterThanOrEqual(told.steps[place - 1]?.atUs ?? 0);
    }
  }
});

test("every message is told from its sending to its arrivals, and what became of those that did not arrive", () => {
  for (const { run, told } of all) {
    const { counters } = run.cluster.network;
    const arrivals = told.messages.flatMap((letter, place) => letter.arrivals.map(({ step }) => ({ step, place })));
    expect(told.messages).toHaveLength(counters.sent);
    expect(arrivals).toHaveLength(counters.delivered);
    for (const { place, step } of arrivals) expect(told.steps[step]!.message).toBe(place);
    const losses = told.messages.flatMap(({ losses }) => losses.map(({ why }) => why));
    expect(losses).toHaveLength(counters.dropped);
    expect(losses.filter((why) => why === "nobody up")).toHaveLength(counters.droppedAtDead);
    expect(losses.filter((why) => why === "cut in flight")).toHaveLength(counters.droppedInFlight);
    expect(told.messages.flatMap(({ arrivals }) => arrivals.filter(({ overtaken }) => overtaken))).toHaveLength(
      counters.overtaken,
    );
    for (const [place, { from, sentAtUs, sentStep }] of told.messages.entries()) {
      const step = told.steps[sentStep]!;
      expect(step.sent).toContain(place);
      expect(step.atUs).toBe(sentAtUs);
      if (step.kind !== "deeds") expect(step.place).toBe(from);
    }
  }
});

test("what is told of the nodes, step by step, comes to what they are at the end", () => {
  for (const { run, told } of all) {
    const last = new Map<number, NodeState>();
    for (const { states } of told.steps) for (const state of states) last.set(state.node, state);
    expect([...last.keys()].sort()).toEqual(Array.from({ length: told.nodes }, (_, place) => place + 1));
    for (const [node, { commitIndex, lastIndex, role, term }] of last) {
      const view = lookAt(run.cluster, node);
      if (view.isUp) expect({ commitIndex, lastIndex, term }).toEqual(pick(view));
      expect(role === "down").toBe(!view.isUp);
    }
  }
});

test("all deeds that hit something, all cuts and the beginning of the calm are told", () => {
  const { tape, told } = all[0]!;
  const deeds = told.steps.flatMap((step) => (step.deeds ?? []).map(({ deed }) => deed));
  expect(deeds).toEqual(tape.deeds.map(({ deed }) => deed));
  expect(told.steps.filter(({ beginsCalm }) => beginsCalm)).toHaveLength(1);
  const cuts = new Set<string>();
  for (const { cut = [], mended = [] } of told.steps) {
    for (const link of cut) expect(cuts.has(`${link}`) || !cuts.add(`${link}`)).toBe(false);
    for (const link of mended) expect(cuts.delete(`${link}`)).toBe(true);
  }
  expect(told.steps.some(({ cut }) => cut !== undefined)).toBe(true);
  expect(cuts.size).toBe(0);
});

test("facts are those that the judge is told", () => {
  const { run, told } = all[0]!;
  const leaders = told.steps.flatMap(({ facts }) => facts.filter(({ name }) => name === "becameLeader"));
  expect(leaders).toHaveLength(run.result().exercised["leaders elected"] ?? -1);
});

test("a chronicle without a violation ends with its last step", () => {
  const told = chronicle(all[0]!.tape, core);
  expect(told.violation).toBeUndefined();
  expect(told.violationStep).toBe(told.steps.length - 1);
});

function pick({ commitIndex, lastIndex, term }: ReturnType<typeof lookAt>) {
  return { commitIndex, lastIndex, term };
}

import { beforeAll, describe, expect, test } from "vitest";
import { ILLEGAL, type Model } from "../../../invariants/client/linearizability/model.ts";
import { judgeTwins } from "../../../src/fuzz/campaign/twin.ts";
import { buildMutant } from "../../../src/fuzz/mutants/mutant-build.ts";
import { type RaftCore, Run } from "../../../src/fuzz/run.ts";
import { NO_DEADLINE } from "../../../src/raft/index.ts";
import * as shippedCore from "../../../src/sut/core.ts";
import { type Application, KEY_VALUE_APPLICATION } from "../../../src/workload/index.ts";
import { ESSENTIAL } from "../../essential.ts";
import { startedBy, stepping } from "./other-core.ts";
import { finish, resultOf, startRun } from "./whole-runs.ts";

describe("a run", () => {
  test("says what it was and what it did", () => {
    const result = resultOf("facts", 5, 1_000);
    expect(result).toMatchObject({
      seed: "facts",
      verdict: "pass",
      violations: [],
      notCheckable: [],
      operations: 1_000,
    });
    const { committed, elections, events, exercised, fingerprint, ladder, messages, simulatedMs, submitted } = result;
    expect(submitted).toBeGreaterThan(200);
    expect(committed).toBeGreaterThan(submitted / 2);
    expect(committed).toBeLessThanOrEqual(submitted);
    expect(elections).toBe(exercised["elections started"]);
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(ladder.rungs).toHaveLength(Math.floor(events / ladder.spacing));
    expect(simulatedMs).toBeGreaterThan(1_000);
    expect(messages.sent + messages.duplicated).toBeGreaterThanOrEqual(messages.delivered + messages.dropped);
    for (const name of ESSENTIAL) expect(exercised).toHaveProperty(name);
    for (const [name, count] of Object.entries(exercised)) {
      expect(Number.isSafeInteger(count) && count >= 0, name).toBe(true);
    }
  });

  test("whose history takes too many steps to judge has not passed", () => {
    // However it goes, after sixty operations no machine would have answered so: every order of them has to be tried.
    const model: Model<unknown, unknown, string> = {
      initial: "",
      keyOf: () => "all",
      step: (held, command) => (held.length < 3_000 ? `${held}${JSON.stringify(command)}` : ILLEGAL),
      isReadOnly: () => false,
      describe: () => "",
      describeState: () => "",
      objection: () => "",
    };
    const options = { nodes: 3, operations: 600, seed: "undecided", checkers: true };
    const application = KEY_VALUE_APPLICATION as unknown as Application<unknown, unknown>;
    const result = finish(
      Run.start({ ...options, application, model: model as unknown as Model<unknown, unknown> }, shippedCore),
    );
    expect(result.exercised["histories too long to judge"]).toBe(1);
    expect(result).toMatchObject({ verdict: "unknown", violations: [] });
  });

  test("counts its operations as they are done, and stays over once it is", () => {
    const run = startRun("slices", 3, 300);
    expect(run.operationsDone).toBe(0);
    let before = 0;
    while (!run.advance(500)) {
      expect(run.operationsDone).toBeGreaterThanOrEqual(before);
      before = run.operationsDone;
    }
    expect(run.operationsDone).toBe(300);
    const result = run.result();
    expect(run.advance(10_000)).toBe(true);
    expect(run.result()).toEqual(result);
  });

  test("is another for another seed, size or number of operations", () => {
    const fingerprints = [
      resultOf("a", 3, 200),
      resultOf("b", 3, 200),
      resultOf("a", 4, 200),
      resultOf("a", 3, 201),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });

  test.each([1, 2, 3, 9, 25])("passes on %i nodes", (nodes) => {
    expect(resultOf("sizes", nodes, 150).violations).toEqual([]);
  });

  test("lives the same life whether or not it is judged", () => {
    for (const seed of ["a", "b", "c"]) {
      const unjudged = finish(Run.start({ seed, nodes: 5, operations: 500, checkers: false }, shippedCore));
      expect(unjudged).toEqual(resultOf(seed, 5, 500));
    }
  });
});

test("twins in one process are the same in everything, also when they take turns", () => {
  for (const [seed, nodes] of [
    ["a", 3],
    ["b", 5],
    ["c", 7],
  ] as const) {
    const [one, other] = [startRun(seed, nodes, 500), startRun(seed, nodes, 500)];
    let over = false;
    while (!over) {
      const isOver = one.advance(700);
      over = other.advance(400) && isOver;
    }
    const result = one.result();
    expect(other.result()).toEqual(result);
    expect(judgeTwins(result, other.result())).toBe(result);
  }
});

describe("the canary: a core that is not deterministic", () => {
  const { random } = Math;

  /** The shipped core, but for what stands between it and its output after each step. */
  function corrupted(spoil: (output: shippedCore.Output, nowUs: number) => void): RaftCore {
    return startedBy((...parameters) =>
      stepping(shippedCore.Raft.start(...parameters), (step) => (nowUs, input, output) => {
        step(nowUs, input, output);
        spoil(output, nowUs);
      }),
    );
  }

  /** Wakes up a little after the deadline, which changes nothing that matters. */
  function wakeLater(output: shippedCore.Output, byUs: number): void {
    if (output.deadlineUs !== NO_DEADLINE) output.deadlineUs += byUs;
  }

  const OPERATIONS = 800;

  test("that got hold of real chance is caught by its twin from the first events on", () => {
    const core = corrupted((output) => wakeLater(output, random() < 0.5 ? 1 : 2));
    const [first, second] = [resultOf("canary", 3, OPERATIONS, core), resultOf("canary", 3, OPERATIONS, core)];
    expect([first.verdict, second.verdict]).toEqual(["pass", "pass"]);
    const judged = judgeTwins(first, second);
    expect(judged).toMatchObject({ verdict: "fail", violations: [{ invariant: "determinism", nodes: [] }] });
    expect(judged.violations[0]!.message).toContain("differ first in events 1 to 1024: fingerprints");
  });

  test("that remembers the run before is caught in the window of events where it first did", () => {
    let steps = 0;
    let fatalStep = Number.POSITIVE_INFINITY;
    const core = corrupted((output, nowUs) => {
      // Several steps, as only the last one within an event has the word about the deadline.
      if (++steps >= fatalStep && steps < fatalStep + 10) output.deadlineUs = nowUs + 1;
    });
    const first = resultOf("canary", 3, OPERATIONS, core);
    fatalStep = Math.floor(steps * 1.5);
    const run = startRun("canary", 3, OPERATIONS, core);
    let events = 0;
    while (steps < fatalStep) {
      run.advance(1);
      events++;
    }
    const { message } = judgeTwins(first, finish(run)).violations[0]!;
    const from = Math.floor((events - 1) / 1024) * 1024 + 1;
    expect(message).toContain(`differ first in events ${from} to ${from + 1023}: fingerprints`);
  });

  test("that asks for real chance while it steps meets the guard", () => {
    const { verdict, violations } = resultOf(
      "canary",
      3,
      OPERATIONS,
      corrupted(() => Math.random()),
    );
    expect(verdict).toBe("fail");
    expect(violations[0]).toMatchObject({ invariant: "determinism" });
    expect(violations[0]!.message).toContain("Math.random was called inside a world");
  });
});

describe("a core that cannot go on", () => {
  let neverElects: RaftCore;
  let babbles: RaftCore;

  beforeAll(async () => {
    const load = async (id: string, file: string, find: string, replace: string) =>
      (await import(await buildMutant({ id, file, find, replace }))) as RaftCore;
    neverElects = await load(
      "never-elects",
      "election.ts",
      "if (isQuorumOf(raft.configuration, raft.votes)) becomeLeader(raft, output);",
      "if (raft.votes.size > raft.configuration.voters.length) becomeLeader(raft, output);",
    );
    babbles = await load(
      "babbles",
      "replication.ts",
      "  if (response.accepted) onAccepted(",
      "  for (let i = 0; i < 20; i++) sendHeartbeat(raft, output, peer);\n  if (response.accepted) onAccepted(",
    );
  });

  test("fails for want of a leader, of commits and of answers when the calm is over", () => {
    const { committed, exercised, operations, verdict, violations } = resultOf("never", 3, 200, neverElects);
    expect({ committed, operations, verdict }).toEqual({ committed: 0, operations: 200, verdict: "fail" });
    expect(exercised["leaders elected"]).toBe(0);
    expect(new Set(violations.map(({ invariant }) => invariant))).toEqual(new Set(["liveness"]));
    const said = violations.map(({ message }) => message).join("\n");
    expect(said).toMatch(/after \d+ ms of calm( \(.*\))?, none of .* is leader/);
    expect(said).toContain("no command submitted since was committed");
    expect(said).toContain("clients still wait for an answer");
  });

  test.each(["b", "h", "k"])(
    "fails when it answers every answer with twenty, before the world is full: seed %s",
    (seed) => {
      const { events, verdict, violations } = resultOf(seed, 3, 1_000_000, babbles);
      expect(verdict).toBe("fail");
      expect(violations).toHaveLength(1);
      expect(violations[0]).toMatchObject({ invariant: "liveness", event: events });
      expect(violations[0]!.message).toMatch(
        /^\d+ events came in \d+ microseconds of virtual time, and no end of them$/,
      );
      expect(events).toBeLessThan(2_000_000);
    },
  );
});

import { beforeAll, describe, expect, test } from "vitest";
import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import { isConfirmed } from "../../../../src/fuzz/minimizer/confirmed.ts";
import { type Minimized, minimize } from "../../../../src/fuzz/minimizer/minimize.ts";
import type { Size } from "../../../../src/fuzz/minimizer/size.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { ordinaryProfile } from "../../../../src/fuzz/profile/ordinary-profile.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import { entriesOf, type Tape } from "../../../../src/fuzz/tape/tape.ts";
import * as shipped from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { startedBy } from "../other-core.ts";

const INVARIANT = "durable-before-reply";
const NO_LIMIT = { limitMs: 1_000_000 };

let core: RaftCore;
let tape: Tape;

beforeAll(async () => {
  core = await loadCore(await buildMutant(loadMutant("vote-lost-on-log-rewrite")));
  tape = record({ nodes: 5, operations: 5000, seed: "hunt-2", checkers: true }, core).tape;
});

function resultOf(played: Tape, on: RaftCore) {
  const run = replay(JSON.parse(JSON.stringify(played)) as Tape, on);
  while (!run.advance(100_000));
  return run.result();
}

describe("a run of thousands of deeds becomes a tape that a person can read", () => {
  const steps: Size[] = [];
  let minimized: Minimized;
  beforeAll(() => {
    minimized = minimize(tape, core, INVARIANT, NO_LIMIT, undefined, (size) => steps.push(size));
  });

  test("which breaks the same, and only with the bug", () => {
    const { after, before, ending, mishaps, tape: small, violation } = minimized;
    expect(ending).toBe("done");
    expect(mishaps).toEqual({ count: 0, first: undefined });
    expect(before.entries).toBe(entriesOf(tape));
    expect(after.entries).toBe(entriesOf(small));
    expect(after.entries).toBeLessThanOrEqual(15);
    expect(after.nodes).toBeLessThanOrEqual(5);
    expect(after.events).toBeLessThan(before.events / 20);
    const { messages, violations } = resultOf(small, core);
    expect(violations[0]).toEqual(violation);
    // The run ends with the moment in which it broke.
    expect(after.messages).toBeLessThanOrEqual(messages.sent);
    expect(after.messages).toBeGreaterThanOrEqual(messages.delivered);
    expect(violation.invariant).toBe(INVARIANT);
    expect(resultOf(small, shipped).verdict).toBe("pass");
  });

  test("in which nothing is special for no reason", () => {
    const { deeds, setup } = minimized.tape;
    const { calm, disk, network, settings } = setup.profile;
    const ordinary = ordinaryProfile(setup.nodes, 0);
    const special = (Object.keys(settings) as (keyof typeof settings)[]).filter(
      (name) => JSON.stringify(settings[name]) !== JSON.stringify(ordinary.settings[name]),
    );
    // The bug is in rewriting the log, which a snapshot brings about.
    expect(special).toEqual(["snapshotIntervalUs", "keptEntries"]);
    expect(calm).toEqual(ordinary.calm);
    expect([network.jitterUs, disk.syncMaxUs - disk.syncMinUs]).toEqual([0, 0]);
    // What must come between two moments of the cluster cannot always be round.
    expect(deeds.filter(({ atUs }) => atUs % 1_000 !== 0).length).toBeLessThanOrEqual(1);
  });

  test("by steps each of which is no larger than the one before", () => {
    const entries = steps.map((size) => size.entries);
    expect(entries.length).toBeGreaterThan(3);
    expect(entries).toEqual([...entries].sort((one, other) => other - one));
  });
});

test("interrupted or out of time, it gives the best so far, which breaks the invariant too", () => {
  const interrupted = minimize(tape, core, INVARIANT, NO_LIMIT, AbortSignal.abort());
  const late = minimize(tape, core, INVARIANT, { limitMs: 0 });
  expect([interrupted.ending, late.ending]).toEqual(["interrupted", "out-of-time"]);
  expect(interrupted.tape).toEqual(late.tape);
  expect(resultOf(interrupted.tape, core).violations[0]).toEqual(interrupted.violation);
});

test("what was found before an interrupt is not lost", () => {
  const interrupt = { aborted: false };
  const steps: Size[] = [];
  const {
    after,
    ending,
    tape: small,
  } = minimize(tape, core, INVARIANT, NO_LIMIT, interrupt, (size) => {
    interrupt.aborted = steps.push(size) === 3;
  });
  expect(ending).toBe("interrupted");
  expect(after.entries).toBe(steps.at(-1)!.entries);
  // Nothing more is tried; what came of the whole is smaller, and was kept aside till then.
  expect(steps).toHaveLength(4);
  expect(resultOf(small, core).violations[0]!.invariant).toBe(INVARIANT);
});

/** The bug is there in the first play of a tape and in every other after it. */
function inEveryOtherPlay(planted: RaftCore): RaftCore {
  let plays = 0;
  return startedBy((options, durable, nowUs) => {
    if (options.id === 1 && durable.term === 0) plays++;
    return (plays % 2 === 1 ? planted : shipped).Raft.start(options, durable, nowUs);
  });
}

test.each([
  ["snapshot-acked-before-stored", "hunt-1", "durable-before-reply"],
  ["overlapping-changes", "hunt-1", "one-change-at-a-time"],
  // Which only a calm shows, long after what brought it about.
  ["learner-refuses-vote", "hold-5", "liveness"],
])("%s is told with few entries, among three nodes at least", async (mutant, seed, invariant) => {
  const planted = await loadCore(await buildMutant(loadMutant(mutant)));
  const whole = record({ nodes: 5, operations: 1000, seed, checkers: true, disk: "records" }, planted).tape;
  const { after, tape: small, violation } = minimize(whole, planted, invariant, NO_LIMIT);
  expect(after.entries).toBeLessThanOrEqual(5);
  expect(after.nodes).toBeGreaterThanOrEqual(3);
  expect(isConfirmed({ tape: small, violation }, planted)).toBe(true);
  // It is only if it shows what was found on it, and can be read.
  expect(isConfirmed({ tape: small, violation }, shipped)).toBe(false);
  expect(isConfirmed({ tape: small, violation: { ...violation, event: 1 } }, planted)).toBe(false);
  expect(isConfirmed({ tape: small, violation }, inEveryOtherPlay(planted))).toBe(false);
  const unreadable = { ...small, setup: { ...small.setup, nodes: 9 } };
  expect(isConfirmed({ tape: unreadable, violation }, planted)).toBe(false);
});

test("what never breaks before something else is told by itself", async () => {
  // A server that votes twice breaks that promise first, and only then are there two leaders.
  const planted = await loadCore(await buildMutant(loadMutant("double-vote")));
  const whole = record({ nodes: 5, operations: 300, seed: "hunt-6", checkers: true }, planted).tape;
  const [first, ...others] = resultOf(whole, planted).violations.map(({ invariant }) => invariant);
  expect(first).toBe("one-vote-per-term");
  expect(others).toContain("election-safety");
  const { after, tape: small, violation } = minimize(whole, planted, "election-safety", NO_LIMIT);
  expect(after.entries).toBeLessThanOrEqual(5);
  expect(isConfirmed({ tape: small, violation }, planted)).toBe(true);
});

test("a tape that does not break the invariant cannot be minimized", () => {
  expect(() => minimize(tape, shipped, INVARIANT, NO_LIMIT)).toThrow(INVARIANT);
});

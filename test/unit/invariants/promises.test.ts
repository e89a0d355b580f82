import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckerClass } from "../../../invariants/checker.ts";
import { Evidence } from "../../../invariants/evidence.ts";
import { allCheckers } from "../../../invariants/index.ts";
import { type Call, holds, joint, judgeOf, nodesUp, observe, simple } from "./histories.ts";
import { MOVE_KINDS, ToyCluster } from "./toy-cluster.ts";

const SIZE = 3;

/** Two nodes that lead one term, commit different entries, and lose what they acknowledged. */
const CLUSTER_FALLS: readonly Call[] = [
  ["restarted", 1, 0, 0, 0],
  ["restarted", 2, 0, 0, 0],
  ["becameLeader", 1, 1],
  ["becameLeader", 2, 1],
  ...holds(1, 1, [1, 11], [1, 12], [1, 13]),
  ...holds(2, 1, [1, 21], [1, 22], [1, 23]),
  ...[1, 2, 3].flatMap((index): Call[] => [
    ["committed", 1, index, 1],
    ["committed", 2, index, 1],
    ["applied", 1, index, index],
    ["applied", 2, index, -index],
  ]),
];

const NODE_FAILS: readonly Call[] = [
  ["voteGranted", 3, 5, 1],
  ["voteGranted", 3, 5, 2],
];

const PROMISES = [
  "leader-append-only",
  "one-vote-per-term",
  "contiguous-log",
  "monotonic-term",
  "monotonic-commit",
  "durable-before-reply",
  "restart-fidelity",
  "configuration-in-force",
  "one-change-at-a-time",
  "change-as-asked",
  "voter-candidacy",
  "compaction-after-snapshot",
  "install-keeps-log",
  "restored-machine",
  "orderly-transfer",
];

/** What a checker says of a history, all of it: who is concerned and what is wrong. */
function reportsOf(CheckerClass: CheckerClass, calls: readonly Call[]): string[] {
  const judge = judgeOf(SIZE, [CheckerClass]);
  const reports: string[] = [];
  const original = Evidence.prototype.report;
  Evidence.prototype.report = (_, __, message) => void reports.push(message);
  try {
    observe(judge, calls);
    judge.finish(nodesUp(judge));
  } finally {
    Evidence.prototype.report = original;
  }
  return reports;
}

function checkersPromisedBy(who: "node" | "cluster"): readonly CheckerClass[] {
  return allCheckers().filter(
    (CheckerClass) => new CheckerClass(new Evidence([], "safety", undefined)).promisedBy === who,
  );
}

const small = fc.integer({ min: 0, max: 4 });
const node = fc.integer({ min: 1, max: SIZE });

const configuration = fc.constantFrom(simple([1, 2, 3]), simple([2]), joint([1, 2], [2, 3]));

const entry = fc.record({ term: small, digest: small });

/** What a node may say that has lost its mind, or that was told lies. */
const anything: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(fc.constant("termChanged" as const), node, small),
  fc.tuple(fc.constant("becameLeader" as const), node, small),
  fc.tuple(fc.constant("steppedDown" as const), node, small),
  fc.tuple(fc.constant("voteRequested" as const), node, small),
  fc.tuple(fc.constant("voteGranted" as const), node, small, node),
  fc.tuple(fc.constant("appendAcknowledged" as const), node, small, small, node),
  fc.tuple(fc.constant("appended" as const), node, small, small, small),
  fc.tuple(fc.constant("truncated" as const), node, fc.integer({ min: 1, max: 4 })),
  fc.tuple(fc.constant("hardStatePersisted" as const), node, small, small),
  fc.tuple(fc.constant("entryPersisted" as const), node, small, small, small),
  fc.tuple(fc.constant("committed" as const), node, small, small),
  fc.tuple(fc.constant("applied" as const), node, small, small),
  fc.tuple(fc.constant("crashed" as const), node),
  fc.tuple(fc.constant("restarted" as const), node, small, small, small),
  fc.tuple(fc.constant("logRestored" as const), node, small, fc.array(entry, { maxLength: 4 }), configuration),
  fc.tuple(fc.constant("configurationAppended" as const), node, small, small, configuration),
  fc.tuple(fc.constant("configurationInForce" as const), node, configuration),
  fc.tuple(fc.constant("changeAsked" as const), node, fc.constant({ kind: "leave" } as const)),
  fc.tuple(fc.constant("snapshotTaken" as const), node, small, small, configuration),
  fc.tuple(fc.constant("snapshotInstalled" as const), node, small, small, configuration),
  fc.tuple(fc.constant("snapshotPersisted" as const), node, small, small),
  fc.tuple(fc.constant("durableCompacted" as const), node, small),
  fc.tuple(fc.constant("machineRestored" as const), node, small, small),
  fc.tuple(fc.constant("transferStarted" as const), node, small, node),
  fc.tuple(fc.constant("transferEnded" as const), node, small, node, fc.constant("timed-out" as const)),
);

const move = fc.record({
  kind: fc.constantFrom(...MOVE_KINDS),
  by: fc.nat(SIZE - 1),
  towards: fc.nat(SIZE - 1),
  reach: fc.nat(63),
});

/** A history of a cluster that works, into which nonsense was thrown. */
const mixedHistory = fc
  .tuple(
    fc.array(move, { maxLength: 60, size: "max" }),
    fc.array(fc.tuple(fc.nat(), anything), { maxLength: 25, size: "max" }),
  )
  .map(([moves, thrownIn]): readonly Call[] => {
    const cluster = new ToyCluster(SIZE);
    for (const one of moves) cluster.move(one);
    const calls = [...cluster.calls];
    for (const [place, call] of thrownIn) calls.splice(place % (calls.length + 1), 0, call);
    return calls;
  });

describe("what a node promises alone", () => {
  it("is what the design names", () => {
    const names = checkersPromisedBy("node").map(
      (CheckerClass) => new CheckerClass(new Evidence([], "safety", undefined)).name,
    );
    expect(names).toEqual(PROMISES);
  });

  it("goes on being judged after the cluster's safety has fallen, and apart from it", () => {
    const judge = judgeOf(SIZE, undefined, "promises");
    observe(judge, CLUSTER_FALLS);
    expect(judge.violations).toEqual([]);
    const fallen = judge.fallen.map(({ invariant }) => invariant);
    expect(fallen[0]).toBe("election-quorum");
    expect(fallen.length).toBeGreaterThanOrEqual(10);
    expect(fallen).toEqual(expect.arrayContaining(["election-safety", "log-matching", "state-machine-safety"]));

    const copy = judge.fork();
    observe(judge, NODE_FAILS, CLUSTER_FALLS.length + 1);
    expect(judge.violations.map(({ invariant }) => invariant)).toContain("one-vote-per-term");
    expect(judge.violations.every(({ invariant }) => PROMISES.includes(invariant))).toBe(true);
    expect(judge.fallen.map(({ invariant }) => invariant)).toEqual(fallen);
    expect(copy.violations).toEqual([]);
    expect(copy.fallen).toEqual(judge.fallen);
  });

  it("is judged with everything else where safety is expected", () => {
    const judge = judgeOf(SIZE);
    observe(judge, [...CLUSTER_FALLS, ...NODE_FAILS]);
    const broken = judge.violations.map(({ invariant }) => invariant);
    expect(broken).toEqual(expect.arrayContaining(["election-safety", "one-vote-per-term"]));
    expect(judge.fallen).toEqual([]);
  });

  it("is judged by what was observed of that node and of no other, so that no lie of another can tell against it", () => {
    const heard = new Set<CheckerClass>();
    fc.assert(
      fc.property(mixedHistory, (calls) => {
        for (const CheckerClass of checkersPromisedBy("node")) {
          // Calls of others become one that no checker hears instead of being left out: events keep their numbers.
          const alone = [1, 2, 3].flatMap((id) =>
            reportsOf(
              CheckerClass,
              calls.map((call): Call => (call[1] === id ? call : ["voteRefused", call[1], 0, 0])),
            ),
          );
          const together = reportsOf(CheckerClass, calls);
          expect(together.toSorted()).toEqual(alone.toSorted());
          if (together.length > 0) heard.add(CheckerClass);
        }
      }),
      // A seed of its own: whether each of them has something to report hangs from the histories that are drawn.
      { numRuns: 300, seed: 1 },
    );
    expect(heard.size).toBe(PROMISES.length);
  });

  it("is not all that is judged: what only the cluster keeps does depend on others", () => {
    const dependent = checkersPromisedBy("cluster").filter((CheckerClass) => {
      const alone = [1, 2, 3].flatMap((id) =>
        reportsOf(
          CheckerClass,
          CLUSTER_FALLS.filter((call) => call[1] === id),
        ),
      );
      return alone.length !== reportsOf(CheckerClass, CLUSTER_FALLS).length;
    });
    expect(dependent.length).toBeGreaterThanOrEqual(3);
  });
});

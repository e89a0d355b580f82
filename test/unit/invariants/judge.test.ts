import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allCheckers, appointJudge, type Judge, type ObservationName } from "../../../invariants/index.ts";
import { History } from "../../../src/workload/index.ts";
import { ALL_OBSERVATIONS, type Call, judgeOf, nodesUp, observe } from "./histories.ts";
import { MOVE_KINDS, ToyCluster } from "./toy-cluster.ts";

const SIZE = 5;
const FREQUENT_MOVES = [
  "propose",
  "propose",
  "exchange",
  "exchange",
  "exchange",
  "commit",
  "start",
  "overthrow",
  "leave-behind",
  "install",
] as const;

const move = fc.record({
  kind: fc.constantFrom(...MOVE_KINDS, ...FREQUENT_MOVES, ...FREQUENT_MOVES, ...FREQUENT_MOVES),
  by: fc.nat(SIZE - 1),
  towards: fc.nat(SIZE - 1),
  reach: fc.nat(63),
});

/** A valid history that ends with a calm, and has commitments before its last election. */
const validHistory = fc.array(move, { maxLength: 250, size: "max" }).map((moves): readonly Call[] => {
  const cluster = new ToyCluster(SIZE);
  for (const one of moves) cluster.move(one);
  cluster.settle();
  cluster.settle();
  return cluster.calls;
});

interface Corruption {
  readonly name: string;
  /** Of the invariants that it breaks, this one at the least is found broken. */
  readonly breaks: string;
  /** Whether it can be done at this call. */
  readonly fits: (calls: readonly Call[], place: number) => boolean;
  /** What stands there instead. */
  readonly replacement: (calls: readonly Call[], place: number) => Call[];
}

const CORRUPTIONS: readonly Corruption[] = [
  {
    name: "a swapped digest",
    breaks: "log-matching",
    fits: (calls, place) => {
      const [name, node, index, term] = calls[place]!;
      return (
        name === "appended" && calls.some((c) => c[0] === name && c[1] !== node && c[2] === index && c[3] === term)
      );
    },
    replacement: (calls, place) => {
      const [, node, index, term, digest] = calls[place] as Extract<Call, ["appended", ...unknown[]]>;
      return [["appended", node, index, term, digest ^ 0x100000]];
    },
  },
  {
    name: "a second leader",
    breaks: "election-safety",
    fits: (calls, place) => calls[place]![0] === "becameLeader",
    replacement: (calls, place) => {
      const [name, node, term] = calls[place] as Extract<Call, ["becameLeader", ...unknown[]]>;
      return [calls[place]!, [name, (node % SIZE) + 1, term]];
    },
  },
  {
    name: "a committed entry lost by the next leader",
    breaks: "leader-completeness",
    fits: (calls, place) => calls[place]![0] === "becameLeader" && firstCommitBefore(calls, place) > 0,
    replacement: (calls, place) => {
      const [, node] = calls[place] as Extract<Call, ["becameLeader", ...unknown[]]>;
      return [["truncated", node, firstCommitBefore(calls, place)], calls[place]!];
    },
  },
  {
    name: "a vote that was never saved",
    breaks: "durable-before-reply",
    fits: (calls, place) =>
      calls[place]![0] === "hardStatePersisted" && calls[place + 1]?.[0].startsWith("vote") === true,
    replacement: (calls, place) => (calls[place + 1]![0] === "voteRefused" ? [calls[place]!] : []),
  },
  {
    name: "a second vote",
    breaks: "one-vote-per-term",
    fits: (calls, place) => calls[place]![0] === "voteGranted",
    replacement: (calls, place) => {
      const [name, node, term, candidate] = calls[place] as Extract<Call, ["voteGranted", ...unknown[]]>;
      return [calls[place]!, [name, node, term, (candidate % SIZE) + 1]];
    },
  },
  {
    name: "an acknowledgement to another",
    breaks: "acknowledged-leader",
    fits: (calls, place) => calls[place]![0] === "appendAcknowledged",
    replacement: (calls, place) => {
      const [name, node, term, index, leader] = calls[place] as Extract<Call, ["appendAcknowledged", ...unknown[]]>;
      return [[name, node, term, index, (leader % SIZE) + 1]];
    },
  },
  {
    name: "another machine state",
    breaks: "state-machine-safety",
    fits: (calls, place) => calls[place]![0] === "applied",
    replacement: (calls, place) => {
      const [name, node, index, stateHash] = calls[place] as Extract<Call, ["applied", ...unknown[]]>;
      return [[name, node, index, stateHash ^ 1]];
    },
  },
  {
    name: "a snapshot of another state",
    breaks: "snapshot-fidelity",
    fits: (calls, place) => calls[place]![0] === "snapshotTaken",
    replacement: (calls, place) => {
      const [name, node, index, stateHash, facts] = calls[place] as Extract<Call, ["snapshotTaken", ...unknown[]]>;
      return [[name, node, index, stateHash ^ 1, facts]];
    },
  },
  {
    name: "a snapshot that was never saved",
    breaks: "compaction-after-snapshot",
    fits: (calls, place) => calls[place]![0] === "snapshotTaken",
    replacement: () => [],
  },
  {
    name: "an installed snapshot that was never saved",
    breaks: "restored-machine",
    fits: (calls, place) => calls[place]![0] === "snapshotPersisted",
    replacement: () => [],
  },
  {
    name: "a snapshot of another entry",
    breaks: "snapshot-fidelity",
    fits: (calls, place) => calls[place]![0] === "snapshotInstalled",
    replacement: (calls, place) => {
      const [name, node, index, term, facts] = calls[place] as Extract<Call, ["snapshotInstalled", ...unknown[]]>;
      return [[name, node, index, term + 1, facts]];
    },
  },
  {
    name: "a command carried out again",
    breaks: "exactly-once",
    fits: (calls, place) => calls[place]![0] === "commandApplied",
    replacement: (calls, place) => {
      const [name, node, index, client, sequence] = calls[place] as Extract<Call, ["commandApplied", ...unknown[]]>;
      return [calls[place]!, [name, node, index + 1, client, sequence, index + 1]];
    },
  },
];

function firstCommitBefore(calls: readonly Call[], place: number): number {
  for (const call of calls.slice(0, place)) if (call[0] === "committed") return call[2];
  return 0;
}

/** Whether a deposed leader commits after a later leader was elected. */
function hasLateCommit(calls: readonly Call[]): boolean {
  let newestTerm = 0;
  for (const call of calls) {
    if (call[0] === "becameLeader") newestTerm = Math.max(newestTerm, call[2]);
    else if (call[0] === "committed" && call[3] < newestTerm) return true;
  }
  return false;
}

function corrupted(calls: readonly Call[], corruption: Corruption, choice: number): readonly Call[] {
  const places = calls.map((_, place) => place).filter((place) => corruption.fits(calls, place));
  if (places.length === 0) return calls;
  const place = places[choice % places.length]!;
  return [...calls.slice(0, place), ...corruption.replacement(calls, place), ...calls.slice(place + 1)];
}

/** Another thing that could have been observed instead. */
function otherwise(call: Call): Call {
  switch (call[0]) {
    case "becameLeader":
      return [call[0], (call[1] % SIZE) + 1, call[2]];
    case "committed":
      return [call[0], call[1], call[2], call[3] - 1];
    case "voteGranted":
      return [call[0], call[1], call[2], (call[3] % SIZE) + 1];
    case "appendAcknowledged":
      return [call[0], call[1], call[2], call[3], (call[4] % SIZE) + 1];
    case "applied":
      return [call[0], call[1], call[2], call[3] ^ 1];
    case "appended":
    case "entryPersisted":
      return [call[0], call[1], call[2], call[3], call[4] ^ 0x100000];
    default:
      return call;
  }
}

function brokenBy(calls: readonly Call[]): string[] {
  const judge = judgeOf(SIZE);
  observe(judge, calls);
  return judge.violations.map(({ invariant }) => invariant);
}

function outcome(judge: Judge): unknown {
  return { violations: judge.violations, nodes: judge.nodeFacts(), counts: judge.counts };
}

describe("the judge", () => {
  it("is tried on histories in which much happens", () => {
    const histories = fc.sample(validHistory, { numRuns: 200, seed: 1 });
    const total = {
      contestedElections: 0,
      conflictsTruncated: 0,
      entriesCommitted: 0,
      restarts: 0,
      snapshotsTaken: 0,
      snapshotsInstalled: 0,
    };
    for (const calls of histories) {
      const judge = judgeOf(SIZE);
      observe(judge, calls);
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += judge.counts[name];
    }
    expect(total.contestedElections).toBeGreaterThan(50);
    expect(total.conflictsTruncated).toBeGreaterThan(50);
    expect(total.entriesCommitted).toBeGreaterThan(500);
    expect(total.restarts).toBeGreaterThan(100);
    expect(total.snapshotsTaken).toBeGreaterThan(100);
    expect(total.snapshotsInstalled).toBeGreaterThan(20);
    expect(histories.filter(hasLateCommit).length).toBeGreaterThan(3);
  });

  it("finds nothing in valid histories", () => {
    fc.assert(
      fc.property(validHistory, (calls) => {
        const judge = judgeOf(SIZE);
        observe(judge, calls);
        judge.finish(nodesUp(judge));
        expect(judge.violations).toEqual([]);
      }),
    );
  });

  it.each(CORRUPTIONS)("finds $name", (corruption) => {
    fc.assert(
      fc.property(validHistory, fc.nat(), (calls, choice) => {
        const changed = corrupted(calls, corruption, choice);
        fc.pre(changed.length !== calls.length || changed.some((call, place) => call !== calls[place]));
        expect(brokenBy(changed)).toContain(corruption.breaks);
      }),
    );
  });

  it("goes on identically after a fork", () => {
    fc.assert(
      fc.property(
        validHistory,
        fc.constantFrom(...CORRUPTIONS),
        fc.nat(),
        fc.nat(),
        (calls, corruption, choice, at) => {
          const changed = corrupted(calls, corruption, choice);
          const middle = at % changed.length;
          const original = judgeOf(SIZE);
          observe(original, changed.slice(0, middle));
          const copy = original.fork();
          observe(original, changed.slice(middle), middle + 1);
          observe(copy, changed.slice(middle), middle + 1);
          original.finish(nodesUp(original));
          copy.finish(nodesUp(copy));
          expect(isDeepStrictEqual(copy, original)).toBe(true);
          expect(outcome(copy)).toEqual(outcome(original));
        },
      ),
    );
  });

  it("has a fork that knows as much of the cluster", () => {
    const known = {
      slowestClockPerMille: 900,
      fastestClockPerMille: 1_100,
      electionTimeoutUs: 150_000,
      keptEntries: 7,
      sessionLimits: { maxSessions: 1, maxReplies: 2, expiryUs: 3 },
    };
    const config = { nodes: 3, founders: [1, 2, 3], supplied: ALL_OBSERVATIONS, expects: "promises" } as const;
    const judge = appointJudge({ ...config, ...known, history: new History() });
    expect(isDeepStrictEqual(judge.fork(), judge)).toBe(true);
    judge.distrustClocks();
    expect(isDeepStrictEqual(judge.fork(), judge)).toBe(true);
  });

  it("shares nothing with its fork, which may live through something else", () => {
    fc.assert(
      fc.property(validHistory, fc.nat(), (calls, at) => {
        const middle = at % calls.length;
        const [original, neverForked] = [judgeOf(SIZE), judgeOf(SIZE)];
        observe(original, calls.slice(0, middle));
        observe(original.fork(), calls.slice(middle).map(otherwise), middle + 1);
        observe(original, calls.slice(middle), middle + 1);
        observe(neverForked, calls);
        original.finish(nodesUp(original));
        neverForked.finish(nodesUp(neverForked));
        expect(original.violations).toEqual([]);
        expect(isDeepStrictEqual(original, neverForked)).toBe(true);
      }),
    );
  });

  it("names what it cannot check, and does not check it", () => {
    const supplied: ObservationName[] = ["becameLeader", "voteRequested", "voteGranted"];
    const judge = appointJudge({ nodes: 3, founders: [1, 2, 3], supplied, history: new History(), expects: "safety" });
    expect(judge.notCheckable).toEqual([
      "leader-append-only",
      "log-matching",
      "leader-completeness",
      "state-machine-safety",
      "acknowledged-leader",
      "commit-quorum",
      "contiguous-log",
      "monotonic-term",
      "monotonic-commit",
      "durable-before-reply",
      "restart-fidelity",
      "configuration-safety",
      "configuration-in-force",
      "one-change-at-a-time",
      "change-as-asked",
      "voter-candidacy",
      "snapshot-fidelity",
      "compaction-after-snapshot",
      "install-keeps-log",
      "restored-machine",
      "orderly-transfer",
      "informed-successor",
      "read-quorum",
      "lease-exclusivity",
      "durability",
      "exactly-once",
      "session-expiry",
      "read-freshness",
      "linearizability",
    ]);
    observe(judge, [
      ["voteGranted", 2, 1, 1],
      ["becameLeader", 1, 1],
      ["becameLeader", 2, 1],
    ]);
    expect(judge.violations.map(({ invariant }) => invariant)).toEqual(["election-safety", "election-quorum"]);
    expect(judge.fork().notCheckable).toEqual(judge.notCheckable);
  });

  it("can check everything when all observations are supplied", () => {
    expect(judgeOf(3).notCheckable).toEqual([]);
  });

  it("cannot say whether a history is linearizable without a model of the machine", () => {
    const config = {
      nodes: 3,
      founders: [1, 2, 3],
      supplied: ALL_OBSERVATIONS,
      history: new History(),
      expects: "safety",
    } as const;
    expect(appointJudge(config).notCheckable).toEqual(["linearizability"]);
  });

  it("needs only observations that exist, and names each checker once", () => {
    const judge = appointJudge({ nodes: 1, founders: [1], supplied: [], history: new History(), expects: "safety" });
    expect(judge.notCheckable).toHaveLength(allCheckers().length);
    expect(new Set(judge.notCheckable).size).toBe(allCheckers().length);
  });
});

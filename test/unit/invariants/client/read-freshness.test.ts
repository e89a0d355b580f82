import { describe, expect, it } from "vitest";
import { ReadFreshness } from "../../../../invariants/client/read-freshness.ts";
import { appointJudge, type Judge } from "../../../../invariants/index.ts";
import type { Command, Consistency } from "../../../../src/machine/index.ts";
import { History } from "../../../../src/workload/index.ts";
import { ALL_OBSERVATIONS, type Call, holds, MODEL, observe } from "../histories.ts";

const GET: Command = { kind: "get", key: "k" };

function put(sequence: number, value: string): Call {
  return ["clientInvoked", 8, sequence, { kind: "put", key: "k", value }];
}

function read(consistency: Consistency, maxStalenessUs = 0): Call {
  return ["clientRead", 9, 1, GET, consistency, maxStalenessUs];
}

function told(index: number, previous: string | undefined): Call {
  return ["clientReturned", 9, 1, index, { previous, changed: false }];
}

/** Node 1 commits and applies the first two commands of client 8: at 6 ms and at 11 ms; the last event is at 15 ms. */
const DECIDED: readonly Call[] = [
  put(1, "a"),
  ...holds(1, 1, [1, 7], [1, 8]),
  ["committed", 1, 1, 1],
  ["commandApplied", 1, 1, 8, 1, 1],
  ["applied", 1, 1, 70],
  ["clientReturned", 8, 1, 1, { previous: undefined, changed: true }],
  put(2, "b"),
  ["committed", 1, 2, 1],
  ["commandApplied", 1, 2, 8, 2, 2],
  ["applied", 1, 2, 80],
  ["commandApplied", 2, 1, 8, 1, 1],
  ["commandApplied", 2, 2, 8, 2, 2],
];

function appointed(slowestClockPerMille: number): Judge {
  return appointJudge(
    {
      nodes: 3,
      founders: [1, 2, 3],
      supplied: ALL_OBSERVATIONS,
      history: new History(),
      expects: "safety",
      model: MODEL,
      slowestClockPerMille,
    },
    [ReadFreshness],
  );
}

function judged(calls: readonly Call[], slowestClockPerMille = 1_000, prepare?: (judge: Judge) => void): string[] {
  const judge = appointed(slowestClockPerMille);
  prepare?.(judge);
  observe(judge, calls);
  judge.finish([]);
  return judge.violations.map(({ message }) => message);
}

describe("read freshness", () => {
  it("lets reads be that show all that was decided when they were asked, or more", () => {
    for (const consistency of ["linearizable", "lease", "stale"] as const) {
      expect(judged([...DECIDED, read(consistency), told(2, "b")])).toEqual([]);
    }
    expect(judged([read("linearizable"), ...DECIDED, told(0, undefined)])).toEqual([]);
    expect(judged([...DECIDED, read("linearizable"), ["clientReturned", 9, 1, 0, undefined]])).toEqual([]);
  });

  it("finds one that does not, by whatever it was answered", () => {
    for (const consistency of ["linearizable", "lease"] as const) {
      expect(judged([...DECIDED, read(consistency), told(1, "a")])).toEqual([
        `a ${consistency} read (operation 1) of client 9 was answered as of index 1, but index 2 had been decided by ` +
          "n1 at event 11 (t=0.011 s), before it was asked",
      ]);
    }
  });

  it("finds a stale read that is older than it may be, by the slowest clock", () => {
    // It is asked at 16 ms; index 2 was decided 5 ms before.
    expect(judged([...DECIDED, read("stale", 5_001), told(1, "a")])).toEqual([]);
    expect(judged([...DECIDED, read("stale", 5_000), told(1, "a")])).toEqual([
      "a stale read (operation 1) of client 9 was answered as of index 1, but index 2 had been decided by " +
        "n1 at event 11 (t=0.011 s), longer ago than it may be old",
    ]);
    expect(judged([...DECIDED, read("stale", 4_999), told(1, "a")], 500)).toEqual([]);
    expect(judged([...DECIDED, read("stale", 1_000), told(1, "a")], 500)).toHaveLength(1);
    expect(judged([...DECIDED, read("stale", 0), told(1, "a")], 0)).toEqual([]);
  });

  it("expects nothing of leases and of staleness where clocks may do anything", () => {
    const distrust = (judge: Judge) => judge.distrustClocks();
    expect(judged([...DECIDED, read("lease"), told(1, "a")], 1_000, distrust)).toEqual([]);
    expect(judged([...DECIDED, read("stale", 1), told(1, "a")], 1_000, distrust)).toEqual([]);
    expect(judged([...DECIDED, read("linearizable"), told(1, "a")], 1_000, distrust)).toHaveLength(1);
  });

  it("expects nothing of a lease that held when it was asked and does not when it is answered", () => {
    const answered = (consistency: Consistency, distrust: (judge: Judge) => void): number => {
      const judge = appointed(1_000);
      observe(judge, [...DECIDED, read(consistency, 1)]);
      distrust(judge);
      observe(judge, [told(1, "a")], 20);
      return judge.violations.length;
    };
    expect(answered("lease", (judge) => judge.distrustLeases())).toBe(0);
    expect(answered("stale", (judge) => judge.distrustLeases())).toBe(1);
    expect(answered("stale", (judge) => judge.distrustClocks())).toBe(0);
    expect(answered("linearizable", (judge) => judge.distrustClocks())).toBe(1);
  });

  it("finds an answer that is not what the machine held there, also of a stale read", () => {
    for (const consistency of ["linearizable", "stale"] as const) {
      expect(judged([...DECIDED, read(consistency), told(2, "a")])).toEqual([
        'client 9 was told get k -> "a", unchanged as of index 2: where it held "b", the answer is "b", unchanged; ' +
          "index 2 was first applied by n1",
      ]);
    }
    expect(judged([...DECIDED, read("stale", 1_000_000), told(1, "b")])).toHaveLength(1);
    expect(judged([...DECIDED, read("stale", 1_000_000), told(0, "a")])).toHaveLength(1);
  });

  it("carries out a command where it was carried out first, and not where it was refused", () => {
    const more: Call[] = [
      ["clientSessionExpired", 8, 2],
      put(3, "refused"),
      ...holds(1, 3, [1, 9], [1, 10], [1, 11]),
      ["committed", 1, 5, 1],
      ["commandApplied", 1, 3, 8, 3, 0],
      ["clientSessionExpired", 8, 3],
      put(4, "d"),
      ["commandApplied", 1, 4, 8, 4, 4],
      ["commandApplied", 1, 5, 8, 2, 2],
      ["commandApplied", 2, 3, 8, 3, 0],
    ];
    const stale = read("stale", 1_000_000);
    expect(judged([...DECIDED, ...more, stale, told(3, "b")])).toEqual([]);
    expect(judged([...DECIDED, ...more, stale, told(5, "d")])).toEqual([]);
  });

  it("goes on in a fork with what was asked before", () => {
    const judge = appointJudge(
      {
        nodes: 3,
        founders: [1, 2, 3],
        supplied: ALL_OBSERVATIONS,
        history: new History(),
        expects: "safety",
        model: MODEL,
      },
      [ReadFreshness],
    );
    const unanswered = DECIDED.filter(([name]) => name !== "clientReturned" && name !== "clientInvoked");
    const others: Call[] = [put(1, "a"), ["clientReturned", 8, 1, 0, undefined], put(2, "b")];
    observe(judge, [...others, ...unanswered, read("linearizable")]);
    const fork = judge.fork();
    const again: Call[] = [["commandApplied", 3, 1, 8, 1, 1], told(2, "b")];
    for (const one of [judge, judge.fork()]) {
      observe(one, again, 20);
      one.finish([]);
      expect(one.violations).toEqual([]);
    }
    observe(fork, [told(1, "a")], 20);
    fork.finish([]);
    expect(fork.violations).toHaveLength(1);
  });
});

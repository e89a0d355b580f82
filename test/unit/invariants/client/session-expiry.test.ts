import { describe, expect, it } from "vitest";
import { SessionExpiry } from "../../../../invariants/client/session-expiry.ts";
import { appointJudge, type Judge } from "../../../../invariants/index.ts";
import { History } from "../../../../src/workload/index.ts";
import { ALL_OBSERVATIONS, type Call, observe } from "../histories.ts";

function appointed(): Judge {
  const history = new History();
  const config = { nodes: 3, founders: [1, 2, 3], supplied: ALL_OBSERVATIONS, history, expects: "safety" } as const;
  return appointJudge({ ...config, sessionExpiryUs: 1_000 }, [SessionExpiry]);
}

function judged(calls: readonly Call[]): string[] {
  const judge = appointed();
  observe(judge, calls);
  return judge.violations.map(({ message }) => message);
}

const opened: Call = ["sessionTimed", 1, 2, 5_000, 5_000, 2];

describe("session expiry", () => {
  it("lets sessions be that are used in time, however stamps go back, and those that are found to be over", () => {
    const calls: Call[] = [
      opened,
      ["sessionTimed", 1, 3, 4_000, 5_000, 2],
      ["sessionTimed", 1, 4, 6_000, 6_000, 2],
      ["sessionTimed", 2, 2, 5_000, 5_000, 2],
      ["sessionTimed", 1, 6, 7_001, 7_001, 0],
    ];
    expect(judged(calls)).toEqual([]);
  });

  it("finds log time that falls, or runs ahead", () => {
    expect(judged([opened, ["sessionTimed", 1, 3, 4_000, 4_000, 2]])).toEqual([
      "n1 has log time 4000 at index 3, but the highest stamp up to there is 5000",
    ]);
    expect(judged([opened, ["sessionTimed", 1, 3, 5_500, 5_600, 2]])).toHaveLength(1);
  });

  it("finds a session that is used though it was over, however it had been used before", () => {
    expect(judged([opened, ["sessionTimed", 3, 5, 5_900, 5_900, 2], ["sessionTimed", 2, 7, 6_901, 6_901, 2]])).toEqual([
      "n2 used session 2 at index 7, but it had not been used for 1001 us of log time, and is over after 1000",
    ]);
  });

  it("has a fork that hears nothing of what comes later", () => {
    const judge = appointed();
    observe(judge, [opened]);
    const copy = judge.fork();
    observe(judge, [["sessionTimed", 1, 3, 5_900, 5_900, 2]]);
    observe(copy, [["sessionTimed", 1, 4, 6_500, 6_500, 2]]);
    expect([judge.violations.length, copy.violations.length]).toEqual([0, 1]);
  });
});

import { describe, expect, it } from "vitest";
import { SessionExpiry } from "../../../../invariants/client/session-expiry.ts";
import { appointJudge, type Judge } from "../../../../invariants/index.ts";
import { History } from "../../../../src/workload/index.ts";
import { ALL_OBSERVATIONS, type Call, observe } from "../histories.ts";

const LIMITS = { maxSessions: 2, maxReplies: 2, expiryUs: 1_000 };

function appointed(): Judge {
  const history = new History();
  const config = { nodes: 3, founders: [1, 2, 3], supplied: ALL_OBSERVATIONS, history, expects: "safety" } as const;
  return appointJudge({ ...config, sessionLimits: LIMITS }, [SessionExpiry]);
}

function judged(calls: readonly Call[]): string[] {
  const judge = appointed();
  observe(judge, calls);
  return judge.violations.map(({ message }) => message);
}

/** The entry at `index` opens the session that is named after it. */
function opens(index: number, client: number, atUs = 5_000): Call {
  return ["sessionTimed", 1, index, atUs, atUs, client, index, 1, true];
}

/** n1 comes to a command of client 7, in session 2. */
function uses(index: number, atUs: number, isUsed = true, sequence = index): Call {
  return ["sessionTimed", 1, index, atUs, atUs, 7, 2, sequence, isUsed];
}

const opened = opens(2, 7);

describe("session expiry", () => {
  it("lets sessions be that are used in time, however stamps go back, and those that are found to be over", () => {
    const calls: Call[] = [
      opened,
      ["sessionTimed", 1, 3, 4_000, 5_000, 7, 2, 1, true],
      uses(4, 6_000),
      ["sessionTimed", 2, 2, 5_000, 5_000, 7, 2, 1, true],
      uses(6, 7_001, false),
    ];
    expect(judged(calls)).toEqual([]);
  });

  it("finds log time that falls, or runs ahead", () => {
    expect(judged([opened, ["sessionTimed", 1, 3, 4_000, 4_000, 7, 2, 1, true]])).toEqual([
      "n1 has log time 4000 at index 3, but the highest stamp up to there is 5000",
    ]);
    expect(judged([opened, ["sessionTimed", 1, 3, 5_500, 5_600, 7, 2, 1, true]])).toHaveLength(1);
  });

  it("finds a session that is used though it was over, however it had been used before", () => {
    expect(judged([opened, uses(5, 5_900), uses(7, 6_901)])).toEqual([
      "n1 used session 2 at index 7, but it had not been used for 1001 us of log time, and is over after 1000",
    ]);
    expect(judged([uses(5, 5_900)])).toEqual(["n1 used session 2 at index 5, but nobody had opened it"]);
    expect(judged([opens(2, 8), uses(5, 5_900)])).toEqual(["n1 used session 2 at index 5, but client 8 had opened it"]);
  });

  it("finds a session that is refused though it is not over", () => {
    expect(judged([opened, uses(5, 5_900), uses(7, 6_900, false)])).toEqual([
      "n1 refused session 2 at index 7, but it had been used at index 5, 1000 us of log time before, is over only after " +
        "1000, and had made room for nobody",
    ]);
  });

  it("knows that the least recently used of too many makes room, and no other", () => {
    const full = [opened, opens(3, 8)];
    expect(judged([...full, opens(4, 9), uses(5, 5_100, false)])).toEqual([]);
    expect(judged([...full, opens(4, 9), uses(5, 5_100)])).toEqual([
      "n1 used session 2 at index 5, but it had made room for another at index 4, having been used last at index 2, the " +
        "longest ago of all 2",
    ]);
    const used = [...full, uses(4, 5_100), opens(5, 9, 5_100)];
    expect(judged([...used, uses(6, 5_200)])).toEqual([]);
    expect(judged([...used, uses(6, 5_200, false)])).toHaveLength(1);
    expect(judged([...used, ["sessionTimed", 1, 6, 5_200, 5_200, 8, 3, 1, true]])).toHaveLength(1);
  });

  it("knows of which commands a session remembers nothing", () => {
    const three = [opened, uses(3, 5_100, true, 4), uses(4, 5_100, true, 1), uses(5, 5_100, true, 3)];
    expect(judged([...three, uses(6, 5_200, false, 1), uses(7, 5_200, true, 3), uses(8, 5_200, true, 2)])).toEqual([]);
    expect(judged([...three, uses(6, 5_200, true, 1)])).toEqual([
      "n1 used session 2 at index 6, but it remembers no more whether command 1 was carried out",
    ]);
    expect(judged([...three, uses(6, 5_200, false, 2)])).toHaveLength(1);
  });

  it("has a fork that hears nothing of what comes later", () => {
    const judge = appointed();
    observe(judge, [opened]);
    const copy = judge.fork();
    observe(judge, [uses(3, 5_900)]);
    observe(copy, [uses(4, 6_500)]);
    expect([judge.violations.length, copy.violations.length]).toEqual([0, 1]);
  });
});

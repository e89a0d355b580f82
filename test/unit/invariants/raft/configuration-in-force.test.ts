import { describe, expect, it } from "vitest";
import { ConfigurationInForce } from "../../../../invariants/raft/configuration-in-force.ts";
import { type Call, holdsConfiguration, joint, messagesOf, simple } from "../histories.ts";

const FOUNDERS = [1, 2, 3];
const FOUR = simple([1, 2, 3, 4]);
const HALVES = joint([1, 2, 4], FOUNDERS);

const judged = (...calls: readonly Call[]) => messagesOf(ConfigurationInForce, calls, FOUNDERS, 5);

describe("the configuration in force", () => {
  it("is the newest of the log, that of a snapshot, or what was before one that was dropped", () => {
    const grown = holdsConfiguration(1, 1, 1, FOUR);
    expect(judged(...grown, ["configurationInForce", 1, FOUR])).toEqual([]);
    expect(judged(...grown, ["truncated", 1, 1], ["configurationInForce", 1, simple(FOUNDERS)])).toEqual([]);
    expect(judged(["snapshotInstalled", 1, 5, 1, HALVES], ["configurationInForce", 1, HALVES])).toEqual([]);
  });

  it("is none on a server that is no founder and dropped all that it was told", () => {
    const told = holdsConfiguration(5, 1, 1, FOUR);
    expect(judged(...told, ["truncated", 5, 1], ["configurationInForce", 5, simple([])])).toEqual([]);
    expect(judged(...told, ["truncated", 5, 1], ["configurationInForce", 5, simple(FOUNDERS)])).toHaveLength(1);
  });

  it("is found to be another", () => {
    const stays = { ...HALVES, leavesByItself: false };
    expect(judged(["snapshotInstalled", 1, 5, 1, HALVES], ["configurationInForce", 1, stays])).toEqual([
      "n1 goes by the configuration voters n1, n2, n4; outgoing n1, n2, n3; left when asked, but the newest of its log, " +
        "of index 5, is voters n1, n2, n4; outgoing n1, n2, n3; left by itself",
    ]);
    const older: Call = ["configurationInForce", 1, simple(FOUNDERS)];
    expect(judged(...holdsConfiguration(1, 1, 1, FOUR), older)).toHaveLength(1);
  });
});

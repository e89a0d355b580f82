import { describe, expect, it } from "vitest";
import { InformedSuccessor } from "../../../../invariants/cluster/informed-successor.ts";
import { type Call, judgeOf, messagesOf, observe } from "../histories.ts";

const acknowledged: Call = ["appendAcknowledged", 2, 3, 7, 1];
const told: Call = ["toldToCampaign", 1, 3, 2, 7];

describe("informed successor", () => {
  it("lets a candidate be that had the whole log, and was told in the term before", () => {
    expect(messagesOf(InformedSuccessor, [acknowledged, told, told, ["campaignForced", 2, 4]])).toEqual([]);
  });

  it("finds one that was told before it had the whole log", () => {
    expect(messagesOf(InformedSuccessor, [acknowledged, ["toldToCampaign", 1, 3, 2, 8]])).toEqual([
      "n1 told n2 to campaign in term 3 while its own log ended at 8, but n2 had acknowledged only up to 7",
    ]);
  });

  it.each<Call>([
    ["appendAcknowledged", 2, 2, 7, 1],
    ["appendAcknowledged", 2, 3, 7, 3],
    ["appendAcknowledged", 3, 3, 7, 1],
  ])("takes no other's acknowledgement for it, to no other, in no other term: %s %i %i %i %i", (...call) => {
    expect(messagesOf(InformedSuccessor, [call as Call, told])).toHaveLength(1);
  });

  it("finds one that campaigns by force though nobody told it to, or in another term", () => {
    expect(messagesOf(InformedSuccessor, [acknowledged, told, ["campaignForced", 2, 5]])).toEqual([
      "n2 asked for votes in term 5 as if a leader had told it to, but nobody did in term 4",
    ]);
    expect(messagesOf(InformedSuccessor, [acknowledged, told, ["campaignForced", 3, 4]])).toHaveLength(1);
  });

  it("has a fork that hears nothing of what comes later", () => {
    const judge = judgeOf(3, [InformedSuccessor]);
    observe(judge, [acknowledged]);
    const copy = judge.fork();
    observe(judge, [told]);
    observe(copy, [["campaignForced", 2, 4]]);
    expect([judge.violations.length, copy.violations.length]).toEqual([0, 1]);
  });
});

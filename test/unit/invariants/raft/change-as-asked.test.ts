import { describe, expect, it } from "vitest";
import type { ChangeFacts, ConfigurationFacts } from "../../../../invariants/index.ts";
import { ChangeAsAsked } from "../../../../invariants/raft/change-as-asked.ts";
import { type Call, joint, judgeOf, messagesOf, observe, simple } from "../histories.ts";

type Transition = Extract<ChangeFacts, { readonly kind: "change" }>["transition"];

const FOUNDERS = [1, 2, 3];
const elected: Call = ["becameLeader", 1, 2];

function asked(
  transition: Transition,
  ...steps: readonly (readonly [kind: "add-voter" | "add-learner" | "remove", node: number])[]
) {
  const change = { kind: "change", steps: steps.map(([kind, node]) => ({ kind, node })), transition } as const;
  return ["changeAsked", 1, change] satisfies Call;
}

const askedToLeave: Call = ["changeAsked", 1, { kind: "leave" }];

function explicit(facts: ConfigurationFacts): ConfigurationFacts {
  return { ...facts, leavesByItself: false };
}

function appended(index: number, facts: ConfigurationFacts, node = 1): Call {
  return ["configurationAppended", node, index, 2, facts];
}

function judged(...calls: readonly Call[]): string[] {
  return messagesOf(ChangeAsAsked, [elected, ...calls], FOUNDERS, 5);
}

describe("change as asked", () => {
  it("lets leaders do what they were asked for, by the way that was asked for", () => {
    const both = joint([2, 3, 4], FOUNDERS, [1]);
    const steps = [
      ["add-voter", 4],
      ["add-learner", 1],
    ] as const;
    expect(judged(asked("auto", ["add-voter", 4]), appended(1, simple([1, 2, 3, 4])))).toEqual([]);
    expect(judged(asked("auto", ["add-learner", 5]), appended(1, simple(FOUNDERS, [5])))).toEqual([]);
    expect(judged(asked("implicit", ["remove", 3]), appended(1, joint([1, 2], FOUNDERS)))).toEqual([]);
    for (const transition of ["auto", "implicit"] as const) {
      expect(judged(asked(transition, ...steps), appended(1, both), appended(2, simple([2, 3, 4], [1])))).toEqual([]);
    }
    const left = [askedToLeave, appended(2, simple([2, 3, 4], [1]))];
    expect(judged(asked("explicit", ...steps), appended(1, explicit(both)), ...left)).toEqual([]);
  });

  it("finds one that is left as was not asked for", () => {
    const told = "n1, leader of term 2, appended configuration 1, voters n1, n2; outgoing n1, n2, n3; left";
    const before = "after voters n1, n2, n3, but the transition asked for is";
    expect(judged(asked("explicit", ["remove", 3]), appended(1, joint([1, 2], FOUNDERS)))).toEqual([
      `${told} by itself, ${before} explicit, so it is to be left when asked`,
    ]);
    const stays = appended(1, explicit(joint([2, 4], FOUNDERS)));
    expect(judged(asked("implicit", ["remove", 3]), appended(1, explicit(joint([1, 2], FOUNDERS))))).toEqual([
      `${told} when asked, ${before} implicit, so it is to be left by itself`,
    ]);
    expect(judged(asked("auto", ["remove", 1], ["remove", 3], ["add-voter", 4]), stays)).toHaveLength(1);
  });

  it("finds one that nobody asked for, in that event, and one that is left unasked", () => {
    const four = appended(1, simple([1, 2, 3, 4]));
    const other: Call = ["voteRefused", 1, 1, 2];
    expect(judged(four)[0]).toMatch(/, but nobody had asked it for a change$/);
    expect(judged(asked("auto", ["add-voter", 4]), other, four)).toHaveLength(1);
    expect(judged(askedToLeave, four)).toHaveLength(1);
    const entered = [asked("explicit", ["remove", 3]), appended(1, explicit(joint([1, 2], FOUNDERS)))];
    expect(judged(...entered, appended(2, simple([1, 2])))[0]).toMatch(/, but nobody had asked it to leave that one$/);
  });

  it("finds another goal, a joint one too many, and one too few", () => {
    expect(judged(asked("auto", ["add-voter", 4]), appended(1, simple([1, 2, 3, 5])))[0]).toMatch(
      /, but the voters asked for are n1, n2, n3, n4$/,
    );
    expect(judged(asked("auto", ["add-learner", 3]), appended(1, simple([1, 2])))[0]).toMatch(
      /, but the learners asked for are n3$/,
    );
    expect(judged(asked("auto", ["remove", 3]), appended(1, joint([1, 2], FOUNDERS)))[0]).toMatch(
      /, but one voter changes at the most, and it should go there at once$/,
    );
    expect(judged(asked("explicit", ["remove", 3]), appended(1, simple([1, 2])))[0]).toMatch(
      /, but the transition asked for, explicit, is through a joint one$/,
    );
  });

  it("finds a joint one that is to be left by itself and is not, whoever entered it", () => {
    const within = appended(1, joint([1, 2], FOUNDERS), 2);
    const leads: Call = ["becameLeader", 2, 3];
    const commits = (...indexes: readonly number[]) => indexes.map((index): Call => ["committed", 2, index, 3]);
    const leaves: Call = ["configurationAppended", 2, 3, 3, simple([1, 2])];
    expect(judged(within, leads, ...commits(2), leaves, ...commits(3))).toEqual([]);
    expect(judged(within, ...commits(1), leads, leaves, ...commits(2))).toEqual([]);
    expect(judged(within, ...commits(1, 2))).toEqual([]);
    expect(judged(within, ...commits(1), leads, ...commits(2))).toEqual([
      "n2, leader of term 3, committed up to 2, but had not left configuration 1, which was committed: voters n1, n2; " +
        "outgoing n1, n2, n3; left by itself",
    ]);
    const stays = appended(1, explicit(joint([1, 2], FOUNDERS)), 2);
    expect(judged(stays, ...commits(1), leads, ...commits(2))).toEqual([]);
  });

  it("does not judge followers, who append what they are sent", () => {
    expect(judged(appended(1, simple([1, 2, 3, 4]), 2))).toEqual([]);
  });

  it("has a fork that remembers what was asked, and hears nothing of what comes later", () => {
    const judge = judgeOf(5, [ChangeAsAsked], "safety", FOUNDERS);
    observe(judge, [elected, asked("auto", ["add-voter", 4])]);
    const copy = judge.fork();
    observe(copy, [appended(1, simple([1, 2, 3, 4]))], 3);
    observe(judge, [askedToLeave, appended(1, simple([1, 2, 3, 4]))], 2);
    expect([judge.violations.length, copy.violations.length]).toEqual([1, 0]);
  });
});

import { expect, test } from "vitest";
import { narrate } from "../../../../src/report/story/narrate.ts";
import { sentence } from "../../../../src/report/story/sentences.ts";
import { handmade, letter, type StepWords, state } from "../../fuzz/chronicle/handmade.ts";

const configuration = { voters: [1, 2, 3], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };

/** All steps of a chronicle of three nodes, told. The last is one in which nothing happens. */
function told(steps: readonly StepWords[], ...messages: Parameters<typeof handmade>[2] & object): string[] {
  const chronicle = handmade([...steps, {}], {}, messages);
  const all = chronicle.steps.map((_, at) => at);
  return narrate(chronicle, all).map(sentence);
}

test("a vote that is forgotten or changed within its term is told, by whatever it was", () => {
  const votes = (...states: Parameters<typeof state>[1][]) =>
    told(states.map((more) => ({ states: [state(1, more)] })));
  expect(votes({ votedFor: 2 }, { votedFor: 0 })).toEqual(["n1 forgets its vote for n2 in term 1"]);
  expect(votes({ votedFor: 2 }, { votedFor: 3 })).toEqual([
    "n1 forgets its vote for n2 in term 1, and now stands by one for n3",
  ]);
  expect(votes({ votedFor: 1 }, { votedFor: 0 })).toEqual(["n1 forgets its vote for itself in term 1"]);
  expect(votes({ votedFor: 2 }, { votedFor: 0, term: 2 })).toEqual([]);
  expect(votes({ votedFor: 2 }, { votedFor: 2, commitIndex: 1 })).toEqual([]);
  expect(votes({ votedFor: 2 }, { votedFor: 0, role: "down" }, { votedFor: 0 })).toEqual([]);
});

test("a sync that failed is told before the crash that may follow from it", () => {
  const failed: StepWords = { kind: "sync-failed", place: 2, facts: [{ name: "crashed", args: [2] }] };
  expect(told([failed])).toEqual(["the disk of n2 fails to make a write durable", "n2 crashes"]);
});

test("what a leader appends because of what it commits is told after that", () => {
  const facts: StepWords["facts"] = [
    { name: "appended", args: [1, 3, 1, 9] },
    { name: "configurationAppended", args: [1, 3, 1, configuration] },
    { name: "committed", args: [1, 2, 1] },
  ];
  const wins: StepWords = { facts: [{ name: "becameLeader", args: [1, 1] }] };
  expect(told([wins, { facts }]).slice(1)).toEqual(["n1 commits up to 2", "n1 appends 3:1 (voters 1 2 3)"]);
  const alone: StepWords["facts"] = [facts[0]!, { name: "committed", args: [1, 3, 1] }];
  expect(told([wins, { facts: alone }]).slice(1)).toEqual(["n1 appends 3:1; n1 commits up to 3"]);
});

test("appends that are told together say when the last of them came", () => {
  const append = (index: number, digest: number): StepWords => ({
    facts: [{ name: "appended", args: [1, index, 1, digest] }],
  });
  const wins: StepWords = { facts: [{ name: "becameLeader", args: [1, 1] }] };
  expect(told([wins, append(1, 7), append(2, 8), append(3, 9)]).slice(1)).toEqual([
    "n1 appends 1:1 to 3:1, the last at 0.003 s",
  ]);
});

test("who alone stores an entry is told so if nobody else ever does, and else that it was so at first", () => {
  const wins: StepWords = { facts: [{ name: "becameLeader", args: [1, 1] }] };
  const stores = (node: number): StepWords => ({
    place: node,
    message: node - 2,
    facts: [{ name: "appended", args: [node, 1, 1, 7] }],
  });
  const letters = (lostTo: number, storer?: number) => [
    { ...letter(1, 2, "append-request", 1, lostTo === 2 ? undefined : storer), entries: [[1, 1]] as const },
    { ...letter(1, 3, "append-request", 1, lostTo === 3 ? undefined : storer), entries: [[1, 1]] as const },
  ];
  const append: StepWords = { facts: [{ name: "appended", args: [1, 1, 1, 7] }] };
  const line = (steps: readonly number[], lostTo: number, ...more: StepWords[]) => {
    const chronicle = handmade([wins, append, ...more, {}], {}, letters(lostTo, 2));
    return narrate(chronicle, steps).map(sentence)[1];
  };
  expect(line([0, 1, 2], 3, stores(2))).toBe("n1 appends 1:1; only n2 stores it, and what goes to n3 is lost");
  const atFirst = "n1 appends 1:1; at first only n2 stores it, and what goes to n3 is lost";
  expect(line([0, 1, 2], 3, stores(2), stores(3))).toBe(atFirst);
  const before = "n1 appends 1:1; n2 stores it, and what goes to n3 is lost";
  expect(line([0, 1, 3], 3, stores(3), stores(2))).toBe(before);
});

test("an operator who asks to add a voter as learner wants a learner made of it", () => {
  const change = {
    kind: "change" as const,
    steps: [{ kind: "add-learner" as const, node: 3 }],
    transition: "auto" as const,
  };
  const deed = { kind: "instruct" as const, node: 1, instruction: { kind: "change-membership" as const, change } };
  const asked = (members: string) =>
    told([{ states: [state(1, { members })] }, { place: 0, kind: "deeds", deeds: [{ deed, nodes: [1] }] }]);
  expect(asked("1 2 3")).toEqual(["an operator asks n1 to make voter n3 a learner"]);
  expect(asked("1 2 3 | 1 2 + 4")).toEqual(["an operator asks n1 to make voter n3 a learner"]);
  expect(asked("1 2 + 3")).toEqual(["an operator asks n1 to add n3 as learner"]);
});

test("a long row of elections that nobody won is a line, a short one is not", () => {
  const stands = (node: number, term: number): StepWords => ({
    place: node,
    facts: [{ name: "voteRequested", args: [node, term] }],
  });
  const rows = (count: number) => Array.from({ length: count }, (_, at) => stands(1 + (at % 2), at + 1));
  expect(told(rows(3)).filter((line) => line.includes("stands for election in term"))).toHaveLength(3);
  const durable: StepWords = { facts: [{ name: "hardStatePersisted", args: [1, 1, 1] }] };
  expect(told([durable, stands(1, 1)])).toEqual(["n1 stands for election in term 1"]);
  const elections = Array.from({ length: 5 }, (_, at): StepWords[] => [
    { facts: [{ name: "hardStatePersisted", args: [1, at + 1, 1] }] },
    stands(1, at + 1),
  ]);
  expect(told(elections.flat())).toEqual([
    "n1 stands for election 5 times until 0.009 s, in terms 1 to 5, and never wins; nobody ever votes for it",
  ]);
});

test("those who crash at one moment are told together, those who lose something each", () => {
  const crash = (...nodes: number[]): StepWords => ({
    facts: nodes.map((node) => ({ name: "crashed", args: [node] })),
  });
  expect(told([crash(1, 3)])).toEqual(["n1 and n3 crash"]);
  const before = { states: [state(1, { votedFor: 2 }), state(3)] };
  const after = { ...crash(1, 3), states: [state(1, { role: "down" }), state(3, { role: "down" })] };
  expect(told([before, after])).toEqual(["n1 crashes before its vote for n2 in term 1 is durable", "n3 crashes"]);
});

test("a read is told with who answered it, and as of when", () => {
  const asks: StepWords = { place: 0, facts: [{ name: "clientRead", args: [4, 2, "x", "linearizable", 0] }] };
  const returned: StepWords = { place: 4, message: 0, facts: [{ name: "clientReturned", args: [4, 2, 0, null] }] };
  expect(told([asks, returned], letter(3, 4, "reply", 0, 1))).toEqual([
    "client 4 asks for a linearizable read, its operation 2",
    "client 4 has its read, operation 2, answered by n3 as of index 0",
  ]);
});

test("the step in which it broke is told, though nothing of it is worth a line elsewhere", () => {
  const facts: StepWords["facts"] = [{ name: "roundConfirmed", args: [1, 1, 4] }];
  const chronicle = handmade([{}, { facts, message: 0 }], {}, [letter(2, 1, "append-response", 0, 1)]);
  expect(narrate(chronicle, [0, 1], [1]).map(sentence)).toEqual([
    "n1 gets the append-response of n2 () and takes round 4 for answered",
  ]);
  expect(narrate(chronicle, [0, 1]).map(sentence)).toEqual([]);
});

test("a leader tells another to stand for election, each time that it does", () => {
  const tells: StepWords = { facts: [{ name: "toldToCampaign", args: [1, 1, 3, 0] }] };
  expect(told([tells, tells])).toEqual(Array(2).fill("n1, which leads term 1, tells n3 to stand for election"));
});

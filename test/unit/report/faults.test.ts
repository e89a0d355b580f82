import { describe, expect, test } from "vitest";
import {
  FAULT_KINDS,
  type Fault,
  FOR_GOOD,
  type Happening,
  type Instruction,
  SHAPES,
} from "../../../src/chaos/index.ts";
import { describeFaults } from "../../../src/report/faults.ts";
import { FAIR_CONDITIONS } from "../../../src/sim/index.ts";

const FOR_US = 1_500_000;

const words = (fault: Fault | Instruction, ...nodes: number[]): string =>
  describeFaults([{ event: 1, atUs: 0, fault, nodes }], 200)[0]!.replace("  0.000 s  ", "");

const told: readonly (readonly [Fault, number[], string])[] = [
  [{ kind: "cut-off", nodes: [1, 2], forUs: FOR_US }, [1, 2], "cut n1, n2 off from all others, for 1.5 s"],
  [{ kind: "heal" }, [], "end all partitions"],
  [{ kind: "clog", from: "anyone", to: "anyone", forUs: 250_000 }, [3, 1], "hold up what n3 sends to n1, for 250 ms"],
  [{ kind: "crash", aim: "anyone", forUs: FOR_GOOD }, [4], "crash n4"],
  [{ kind: "crash", aim: 4, forUs: FOR_US }, [4], "crash n4, for 1.5 s"],
  [{ kind: "crash", aim: "leader", forUs: FOR_US }, [4], "crash n4 (aimed at the leader), for 1.5 s"],
  [
    { kind: "crash-after", aim: "longest-log", moment: "vote", forUs: FOR_US },
    [4],
    "crash n4 (aimed at the longest log) right after it next votes, for 1.5 s",
  ],
  [{ kind: "ambush", delayUs: 32_000, forUs: FOR_GOOD }, [2], "crash n2, elected 32 ms before"],
  [{ kind: "crash-all", forUs: FOR_US }, [1, 2], "crash all that are up, n1, n2, for 1.5 s"],
  [{ kind: "stop", aim: "leader", forUs: FOR_US }, [3], "ask n3 (aimed at the leader) to end, for 1.5 s"],
  [{ kind: "recover" }, [3], "restart n3"],
  [
    { kind: "pause", aim: "follower", forUs: FOR_US },
    [3],
    "stop n3 (aimed at a follower), but not its clock, for 1.5 s",
  ],
  [
    { kind: "slow-node", aim: "anyone", perEventUs: 5_000, forUs: FOR_US },
    [3],
    "slow n3 by 5 ms for each event, for 1.5 s",
  ],
  [
    { kind: "slow-disk", aim: "anyone", addedMinUs: 10_000, addedMaxUs: 70_000, forUs: FOR_US },
    [3],
    "slow the disk of n3 by 10 ms to 70 ms for each sync, for 1.5 s",
  ],
  [{ kind: "fail-sync", aim: "anyone", forUs: FOR_US }, [3], "fail the next sync of n3, for 1.5 s"],
  [{ kind: "fill-disk", aim: "anyone", forUs: FOR_US }, [3], "fill the disk of n3, for 1.5 s"],
  [{ kind: "damage-disk", aim: "anyone" }, [3], "damage what lies on the disk of n3"],
  [{ kind: "jump-clock", aim: "anyone", byUs: -3_200_000 }, [3], "set the clock of n3 back by 3.2 s"],
  [{ kind: "jump-clock", aim: "anyone", byUs: 40 }, [3], "set the clock of n3 forward by 40 us"],
  [{ kind: "set-clock-rate", aim: "anyone", ratePerMille: 805 }, [3], "let the clock of n3 run at 80.5 % of its speed"],
  [{ kind: "appoint-liars", liars: 1, lies: ["equivocate", "lie-votes"] }, [3], "let n3 lie: equivocate, lie-votes"],
];

describe("every kind of fault is told in plain words", () => {
  test.each(told)("%j", (fault, nodes, text) => {
    expect(words(fault, ...nodes)).toBe(text);
  });

  test("and none is left out", () => {
    const here = new Set([...told.map(([fault]) => fault.kind), "set-conditions", "partition"]);
    expect(FAULT_KINDS.filter((kind) => !here.has(kind))).toEqual([]);
  });
});

const change = (...steps: readonly [kind: "add-voter" | "add-learner" | "remove", node: number][]) => ({
  kind: "change" as const,
  steps: steps.map(([kind, node]) => ({ kind, node })),
});

test.each<[Instruction, string]>([
  [{ kind: "transfer", to: 2 }, "asked n3 to hand its leadership to n2"],
  [{ kind: "transfer", to: 0 }, "asked n3 to hand its leadership to whoever is best"],
  [{ kind: "take-snapshot" }, "asked n3 to take a snapshot"],
  [{ kind: "change-membership", change: { kind: "leave" } }, "asked n3 to leave the joint configuration"],
  [{ kind: "change-membership", change: { ...change(["remove", 2]), transition: "auto" } }, "asked n3 to remove n2"],
  [
    { kind: "change-membership", change: { ...change(["remove", 2], ["add-voter", 6]), transition: "implicit" } },
    "asked n3 to add n6 as voter and to remove n2, jointly",
  ],
  [
    {
      kind: "change-membership",
      change: { ...change(["add-learner", 4], ["remove", 1], ["add-learner", 5]), transition: "explicit" },
    },
    "asked n3 to add n4, n5 as learner and to remove n1, jointly until told to leave",
  ],
])("what an operator asked for is told in plain words: %j", (instruction, text) => {
  expect(words(instruction, 3)).toBe(text);
});

test("what links do is told by what they do, and by what they do not only where that is all", () => {
  const changes = { ...FAIR_CONDITIONS, lossPerMillion: 146_567, delayPerMillion: 1_000_000 };
  const delays = { delayMinUs: 1, delayMaxUs: 200_000 };
  expect(words({ kind: "set-conditions", changes: { ...changes, ...delays }, scope: "all" })).toBe(
    "from now on, of messages everywhere: 14.7 % lost, 100 % delayed by 1 us to 200 ms",
  );
  expect(words({ kind: "set-conditions", changes: { lossPerMillion: 0 }, scope: "nodes" })).toBe(
    "from now on, of messages between nodes: none lost",
  );
  expect(words({ kind: "set-conditions", changes: FAIR_CONDITIONS, scope: { from: 1, to: 2 } })).toBe(
    "from now on, of messages from n1 to n2: none lost, delayed, duplicated, reordered, corrupted",
  );
});

test("each shape of a partition is told apart from a mere cut, where it is none", () => {
  const texts = SHAPES.map((shape) => words({ kind: "partition", shape, forUs: FOR_US }, 2, 3));
  for (const text of texts) expect(text).toMatch(/n2.*, for 1.5 s$/);
  // What is a cut into two sides is one, whether it was drawn as halves or around one node.
  expect(new Set(texts).size).toBe(SHAPES.length - 1);
  for (const shape of ["ring", "bridge"] as const) {
    expect(words({ kind: "partition", shape, forUs: FOR_US }, 2)).toBe("cut n2 off from all others, for 1.5 s");
  }
  expect(words({ kind: "partition", shape: "bridge", forUs: FOR_US }, 2, 1, 3)).toBe(
    "cut n1, n3 off from all others, but for the bridge n2, for 1.5 s",
  );
});

test("times stand below each other, and long words go on behind them", () => {
  const crash: Fault = { kind: "crash", aim: "leader", forUs: 123_456 };
  const happenings: Happening[] = [
    { event: 1, atUs: 8_301_999, fault: { kind: "heal" }, nodes: [] },
    { event: 2, atUs: 78_301_000, fault: crash, nodes: [4] },
  ];
  expect(describeFaults(happenings, 40)).toEqual([
    "   8.301 s  end all partitions",
    "  78.301 s  crash n4 (aimed at the",
    "            leader), for 123 ms",
  ]);
});

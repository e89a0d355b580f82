import { describe, expect, test } from "vitest";
import { SUPPLIED } from "../../../../src/fuzz/exhaustive/observed-names.ts";
import type { Observed } from "../../../../src/fuzz/exhaustive/recorder.ts";
import { Verdicts } from "../../../../src/fuzz/exhaustive/verdicts.ts";

const BATCHES: readonly (readonly Observed[])[] = [
  [],
  [
    ["termChanged", 2, 1],
    ["hardStatePersisted", 2, 1, 1],
    ["voteGranted", 2, 1, 1],
  ],
  [
    ["termChanged", 3, 1],
    ["hardStatePersisted", 3, 1, 1],
    ["voteGranted", 3, 1, 1],
  ],
  [["crashed", 2]],
  [
    ["restarted", 2, 1, 1, 0],
    [
      "logRestored",
      2,
      0,
      [],
      { voters: [1, 2, 3], outgoing: [], learners: [], learnersNext: [], leavesByItself: false },
    ],
    ["machineRestored", 2, 0, 0],
  ],
  [
    ["hardStatePersisted", 2, 1, 3],
    ["voteGranted", 2, 1, 3],
  ],
  [["restarted", 2, 0, 0, 0]],
  [
    ["appended", 2, 1, 1, 70],
    ["truncated", 2, 1],
    ["appended", 2, 1, 2, 72],
  ],
  [
    ["appended", 2, 1, 1, 71],
    ["truncated", 2, 1],
    ["appended", 2, 1, 2, 72],
  ],
  [["appended", 3, 1, 1, 71]],
];

/** The judge that was told of these batches in turn, by number, and the first verdict that something broke. */
function told(verdicts: Verdicts, start: number, batches: readonly number[]) {
  let judge = start;
  for (const batch of batches) {
    const verdict = verdicts.judge(judge, batch, BATCHES[batch]!);
    if (verdict.violation !== undefined) return verdict.violation.invariant;
    judge = verdict.judge;
  }
  return judge;
}

describe("judges that are taken for one", () => {
  const verdicts = new Verdicts();
  const start = verdicts.begin(3, SUPPLIED);

  test("remember the same, in whatever order they were told", () => {
    expect(told(verdicts, start, [1, 2])).toBe(told(verdicts, start, [2, 1]));
    expect(told(verdicts, start, [0, 1, 0, 2])).toBe(told(verdicts, start, [1, 2]));
  });

  test("are not those that remember something else", () => {
    const numbers = [[], [6], [6, 1], [6, 2], [6, 1, 2], [6, 1, 3]].map((batches) => told(verdicts, start, batches));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test("do not forget what happened before a crash", () => {
    expect(told(verdicts, start, [6, 1, 3, 4, 5])).toBe("one-vote-per-term");
    expect(typeof told(verdicts, start, [6, 1, 3, 4])).toBe("number");
  });

  test("do not forget what only a checker remembers: an entry that no log holds any more", () => {
    expect(typeof told(verdicts, start, [6, 8, 9])).toBe("number");
    expect(told(verdicts, start, [6, 7, 9])).toBe("log-matching");
  });

  test("are not all told again what one was told", () => {
    expect(verdicts.judge(start, 1, [])).toBe(verdicts.judge(start, 1, BATCHES[1]!));
  });
});

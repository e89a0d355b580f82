import { describe, expect, it } from "vitest";
import { ExactlyOnce } from "../../../../invariants/client/exactly-once.ts";
import { type Call, judgeOf, messagesOf, observe } from "../histories.ts";

/** Command 3 of client 9, carried out at index 5 by node 1, and told again to a retry at index 7. */
const once: Call[] = [
  ["commandApplied", 1, 5, 9, 3, 5],
  ["commandApplied", 2, 5, 9, 3, 5],
  ["commandApplied", 1, 7, 9, 3, 5],
  ["commandApplied", 2, 7, 9, 3, 5],
];

const refused = (client: number, sequence: number): Call[] => [
  ["clientInvoked", client, sequence, "a command"],
  ["clientRefused", client, sequence],
];

describe("exactly-once", () => {
  it("lets commands be that every node carries out at one index, retries that are answered, and refusals", () => {
    const others: Call[] = [
      ["commandApplied", 1, 6, 9, 2, 6],
      ["commandApplied", 1, 8, 8, 3, 8],
      ["commandApplied", 1, 9, 9, 4, 0],
      ["commandApplied", 1, 10, 9, 3, 0],
    ];
    expect(messagesOf(ExactlyOnce, [...once, ...others])).toEqual([]);
  });

  it("finds a command that was carried out again, by the same node or by another", () => {
    const where = "but it was carried out at index 5 by n1 at event 1 (t=0.001 s)";
    for (const node of [1, 3]) {
      expect(messagesOf(ExactlyOnce, [...once, ["commandApplied", node, 8, 9, 3, 8]])).toEqual([
        `n${node} carried out command 3 of client 9 at index 8, ${where}`,
      ]);
    }
  });

  it("finds it at an earlier index too, where a node that lagged behind comes to it", () => {
    expect(messagesOf(ExactlyOnce, [...once, ["commandApplied", 3, 4, 9, 3, 4]])[0]).toContain("at index 4, but");
  });

  it("finds a retry that was told another index, or that of a command that nobody carried out", () => {
    expect(messagesOf(ExactlyOnce, [...once, ["commandApplied", 3, 8, 9, 3, 6]])).toEqual([
      "n3 answered command 3 of client 9 at index 8 as carried out at index 6, but it was carried out at index 5 by n1 at event 1 (t=0.001 s)",
    ]);
    expect(messagesOf(ExactlyOnce, [["commandApplied", 3, 8, 9, 3, 6]])).toEqual([
      "n3 answered command 3 of client 9 at index 8 as carried out at index 6, but nobody carried it out",
    ]);
  });

  it("finds a command that was refused for good, before or after", () => {
    expect(messagesOf(ExactlyOnce, [...refused(9, 2), ...once, ...refused(8, 3)])).toEqual([]);
    expect(messagesOf(ExactlyOnce, [...once, ...refused(9, 3)])).toEqual([
      "command 3 of client 9 was refused, but it was carried out at index 5 by n1 at event 1 (t=0.001 s)",
    ]);
    expect(messagesOf(ExactlyOnce, [...refused(9, 3), ...once])[0]).toBe(
      "n1 carried out command 3 of client 9 at index 5, but the client had been told that it never will be",
    );
  });

  it("remembers in a fork, and forgets nothing of what the fork sees", () => {
    const original = judgeOf(3, [ExactlyOnce]);
    observe(original, [...once, ...refused(9, 6)]);
    const fork = original.fork();
    observe(original, [["commandApplied", 1, 8, 9, 4, 8]]);
    observe(fork, [["commandApplied", 1, 8, 9, 5, 8]]);
    observe(fork, [["commandApplied", 1, 9, 9, 4, 9]]);
    expect(fork.violations).toEqual([]);
    observe(fork, [["commandApplied", 1, 10, 9, 3, 10]]);
    observe(fork, [["commandApplied", 1, 11, 9, 6, 11]]);
    expect([fork.violations.length, original.violations.length]).toEqual([2, 0]);
  });
});

import { describe, expect, test } from "vitest";
import { Hand } from "./hand.ts";

/** Server 1 of five leads, and servers 2 to 5 have acknowledged all that it has. */
function leader(): Hand {
  const hand = new Hand({ founders: [1, 2, 3, 4, 5] });
  hand.win();
  const message = { kind: "vote-response", from: 4, to: 1, term: 1, granted: true } as const;
  hand.step({ kind: "message", message });
  hand.written();
  for (const from of [2, 3, 4, 5]) hand.accept(from, 1);
  expect(hand.raft.view).toMatchObject({ role: "leader", commitIndex: 1 });
  return hand;
}

describe("a leader that may choose its successor", () => {
  test("takes one that it hears from, though another has as much of the log", () => {
    const hand = leader();
    hand.wait(90_000);
    hand.accept(3, 1);
    hand.wait(20_000);
    hand.step({ kind: "transfer", to: 0 });
    expect(hand.output.messages).toEqual([{ kind: "timeout-now", from: 1, to: 3, term: 1 }]);
    expect(hand.raft.view.transferTo).toBe(3);
  });

  test("says at once that there is nobody when it hears from none", () => {
    const hand = leader();
    hand.wait(100_000);
    hand.step({ kind: "transfer", to: 0 });
    expect(hand.output.rejections).toEqual([{ of: "transfer", to: 0, reason: "no-other-voter", leader: 1 }]);
  });
});

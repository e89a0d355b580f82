import { describe, expect, it } from "vitest";
import { AcknowledgedLeader } from "../../../../invariants/raft/acknowledged-leader.ts";
import { type Call, messagesOf } from "../histories.ts";

describe("acknowledged leader", () => {
  it("lets acknowledgements be that go to the leader of their term, however late", () => {
    const calls: Call[] = [
      ["becameLeader", 1, 2],
      ["appendAcknowledged", 3, 2, 1, 1],
      ["becameLeader", 2, 4],
      ["appendAcknowledged", 3, 4, 1, 2],
      ["appendAcknowledged", 1, 4, 0, 2],
      ["steppedDown", 2, 4],
      ["crashed", 2],
      ["appendAcknowledged", 3, 4, 2, 2],
      ["appendAcknowledged", 3, 2, 1, 1],
    ];
    expect(messagesOf(AcknowledgedLeader, calls)).toEqual([]);
  });

  it("finds an acknowledgement to the leader of an older term", () => {
    const calls: Call[] = [
      ["becameLeader", 1, 2],
      ["becameLeader", 2, 4],
      ["appendAcknowledged", 3, 4, 5, 1],
    ];
    expect(messagesOf(AcknowledgedLeader, calls)).toMatchInlineSnapshot(`
      [
        "n3 acknowledged index 5 in term 4 to n1, but the leader of term 4 is n2, since event 2 (t=0.002 s)",
      ]
    `);
  });

  it("finds an acknowledgement in a term that has no leader yet", () => {
    const calls: Call[] = [
      ["becameLeader", 1, 2],
      ["appendAcknowledged", 3, 3, 5, 1],
      ["becameLeader", 1, 3],
    ];
    expect(messagesOf(AcknowledgedLeader, calls)).toMatchInlineSnapshot(`
      [
        "n3 acknowledged index 5 in term 3 to n1, but nobody has become leader of term 3",
      ]
    `);
  });
});

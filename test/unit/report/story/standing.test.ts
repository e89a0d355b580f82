import { expect, test } from "vitest";
import type { Letter, NodeState } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { standstillOf } from "../../../../src/fuzz/chronicle/standstill.ts";
import { standingInWords } from "../../../../src/report/story/standing.ts";
import { handmade, letter, state } from "../../fuzz/chronicle/handmade.ts";

const LEADS = state(1, { role: "leader", leader: 1, lastIndex: 7, commitIndex: 7, appliedIndex: 7 });
const FOLLOWS = { ...LEADS, role: "follower" as const };

/** The calm begins in the first of three steps; after the last, mostly seconds later, nodes are in these states. */
function standing(
  states: readonly NodeState[],
  nodes: readonly number[],
  messages: readonly Letter[] = [],
  atUs = 8_000_000,
): string[] {
  const steps = [{ beginsCalm: true as const }, {}, { states, atUs }];
  const chronicle = handmade(steps, { invariant: "liveness", nodes }, messages);
  return standingInWords(chronicle, standstillOf(chronicle)!);
}

test("of a node that lags it is told how it stands, and what it heard and said since the calm began", () => {
  const answer = { ...letter(3, 1, "append-response", 1), agrees: false, text: "no match at 7" };
  const messages = [{ ...letter(1, 3, "append-request", 0, 1), text: "after 7:1" }, answer, { ...answer, losses: [] }];
  const states = [LEADS, { ...FOLLOWS, node: 2 }, { ...FOLLOWS, node: 3, commitIndex: 0 }];
  expect(standing(states, [1, 2, 3], messages)).toEqual([
    "n3 has committed nothing, others up to 7; n1 leads term 1",
    "since 0.000 s n3 has got 1 append-request of n1 (after 7:1)",
    "since 0.000 s n3 has sent 2 append-responses to n1 (all refusing; 1 lost; the last: no match at 7)",
  ]);
});

test("of several that lag alike requests are told as sent, and answers as got, with who says no", () => {
  const states = [state(1, { role: "candidate", term: 3 }), state(2), state(3)];
  const no = { ...letter(2, 1, "vote-response", 1, 2), agrees: false };
  const yes = { ...letter(3, 1, "vote-response", 1, 2), agrees: true };
  const messages = [letter(1, 2, "vote-request", 1, 2), letter(1, 3, "vote-request", 1), no, yes];
  expect(standing(states, [1, 2, 3], messages)).toEqual([
    "nobody leads: n1 is a candidate in term 3 and n2 and n3 are followers in term 1",
    "since 0.000 s n1, n2 and n3 have got 2 vote-responses of n2 and n3 (1 saying no, of n2)",
    "since 0.000 s n1, n2 and n3 have sent 2 vote-requests to n2 and n3 (1 lost)",
  ]);
});

test.each<[string, Partial<NodeState>, readonly number[], string]>([
  ["in another term", { role: "candidate", term: 9 }, [1, 3], "n1 leads term 1, but n3 is a candidate in term 9"],
  ["that is behind", { commitIndex: 4 }, [1, 3], "n3 has committed only up to 4, others up to 7; n1 leads term 1"],
  [
    "that applies nothing",
    { appliedIndex: 4 },
    [1, 3],
    "n3 has committed up to 7, but has applied nothing since 0.000 s",
  ],
  ["with a shorter log", { lastIndex: 6 }, [1, 3], "n3 has a log up to 6, others up to 7; n1 leads term 1"],
  ["that follows nobody", { leader: 0 }, [1, 3], "n1 leads term 1, but n3 is a follower in term 1"],
  ["where another should lead", {}, [1, 3], "n1 leads term 1 still"],
  ["where clients wait", {}, [], "n1 leads term 1, and clients are not answered"],
])("a node %s", (_, last, nodes, expected) => {
  expect(standing([LEADS, { ...FOLLOWS, node: 3, ...last }], nodes)[0]).toBe(expected);
});

test("messages of clients are told where clients wait, and only there", () => {
  const asks = [{ ...letter(4, 1, "request", 1, 2), text: "command 1" }];
  expect(standing([LEADS], [], asks)[1]).toBe("since 0.000 s n1 has got 1 request of clients (command 1)");
  expect(standing([LEADS], [1], asks)[1]).toBe("since 0.000 s n1 has got nothing");
});

test("of who got further a moment ago it is told how it stands, and not what it heard and said since", () => {
  const behind = { ...FOLLOWS, node: 3, commitIndex: 4 };
  const slow = { ...FOLLOWS, node: 3, appliedIndex: 4 };
  expect(standing([LEADS, behind], [1, 3], [], 149_999)).toEqual([
    "n3 has committed only up to 4, others up to 7; n1 leads term 1",
  ]);
  expect(standing([LEADS, slow], [1, 3], [], 149_999)).toEqual([
    "n3 has committed up to 7, but has applied only up to 4",
  ]);
  expect(standing([LEADS, behind], [1, 3], [], 150_000)).toHaveLength(3);
});

import type { RaftCore } from "../../sut/index.ts";
import type { Message, Raft, RaftOptions, Status } from "./core-types.ts";
import { mustEqual } from "./musts.ts";

/**
 * What followers answered in an earlier term says nothing now (Raft paper §5.1): not what they have, not that they follow
 * (dissertation §6.4), and not that they are there (§6.2). That takes an answer which outlasts an election that its
 * addressee wins, so that few runs come to it.
 */
export function checkAnswersOfEarlierTerm(core: RaftCore, options: RaftOptions, raft: Raft, nowUs: number): void {
  const { configuration, role, stopped, transferTo } = raft.view;
  // Whom a leader hands over to is told again whenever it is heard of, in whichever term it spoke.
  if (role !== "leader" || stopped || transferTo !== 0) return;
  const output = new core.Output();
  const read = { data: undefined, consistency: "linearizable", maxStalenessUs: 0 } as const;
  raft.step(nowUs, { kind: "read", reads: [read] }, output);
  const expected = knownOf(raft);
  for (const message of answersOfEarlierTerm(raft)) raft.step(nowUs, { kind: "message", message }, output);
  mustEqual(knownOf(raft), expected, "what a leader knows of its followers after answers of an earlier term");

  if (!options.checkQuorum || [configuration.voters, configuration.outgoing].every(({ length }) => length <= 1)) return;
  const laterUs = nowUs + 2 * options.electionTimeoutUs;
  for (const message of answersOfEarlierTerm(raft)) raft.step(laterUs, { kind: "message", message }, output);
  raft.step(laterUs, { kind: "deadline" }, output);
  mustEqual(
    raft.view.role === "leader",
    false,
    "whether a leader goes on that hears nothing but answers of an earlier term",
  );
}

function knownOf(raft: Raft): Pick<Status, "commitIndex" | "confirmedRound" | "peers"> {
  const { commitIndex, confirmedRound, peers } = raft.status();
  return { commitIndex, confirmedRound, peers };
}

/** Each peer says that it has the whole log, and has heard of the round that is under way. */
function answersOfEarlierTerm(raft: Raft): Message[] {
  const { confirmedRound, id: to, lastIndex: matchIndex, term: laterTerm } = raft.view;
  return raft.status().peers.map(({ id: from }) => {
    const header = { kind: "append-response", from, to, term: laterTerm - 1, round: 0 } as const;
    const said = { accepted: true, matchIndex, refusedIndex: 0, hintIndex: 0, hintTerm: 0 };
    return { ...header, readRound: confirmedRound + 1, ...said };
  });
}

import type { AppendRequest, Message, RaftView, VoteRequest } from "../../raft/index.ts";

/**
 * A voter that grants whatever it is asked for, several votes in one term among them, and acknowledges what it has not
 * stored.
 */

/** A refused vote or pre-vote as if it had been granted, in the term of the candidate; undefined for anything else. */
export function grantedInstead(message: Message): Message | undefined {
  if (message.kind === "vote-response" && !message.granted) return { ...message, granted: true };
  if (message.kind === "pre-vote-response" && !message.granted)
    return { ...message, granted: true, term: message.electionTerm - 1 };
  return undefined;
}

/**
 * What the liar says at once to what the honest node has just heard and would answer later, less, or not at all;
 * undefined where it has nothing to add.
 */
export function falsePromise(view: RaftView, heard: Message): Message | undefined {
  // A node that hears from a leader ignores who else asks for votes, and stays in its term.
  if (heard.kind === "vote-request" && view.term < heard.term) return grant(heard);
  if (heard.kind === "append-request" && heard.entries.length > 0 && view.term === heard.term) return accept(heard);
  return undefined;
}

function grant({ from, to, term }: VoteRequest): Message {
  return { kind: "vote-response", from: to, to: from, term, granted: true };
}

/** Up to the last entry that was sent, though it is not yet on the disk, or does not even fit to the log. */
function accept({ from, to, term, round, readRound, prevLogIndex, entries }: AppendRequest): Message {
  return {
    kind: "append-response",
    from: to,
    to: from,
    term,
    round,
    readRound,
    accepted: true,
    matchIndex: prevLogIndex + entries.length,
    refusedIndex: 0,
    hintIndex: 0,
    hintTerm: 0,
  };
}

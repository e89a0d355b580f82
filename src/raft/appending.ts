import { advanceFollowerCommit } from "./commitment.ts";
import type { AppendRequest } from "./message.ts";
import type { Output } from "./output.ts";
import { followLeader } from "./roles.ts";
import type { RaftState } from "./state.ts";

/** What a server does with AppendEntries (Raft paper figure 2, §5.3). */
export function onAppendRequest(raft: RaftState, output: Output, received: AppendRequest): void {
  const lastNewIndex = received.prevLogIndex + received.entries.length;
  const isBelowLog = lastNewIndex < raft.log.baseIndex;
  const request = isBelowLog ? received : cutAtBase(raft, received);
  if (request.term < raft.term) {
    // The sender learns the term and steps down. Silence would leave this server, whose term is higher because it once
    // campaigned, outside for ever where vote requests are ignored on the sender's behalf.
    refuse(raft, output, request);
    return;
  }
  // A term has one leader; another one in the same term can only be a liar's claim.
  if (raft.role === "leader") return;
  followLeader(raft, request.from);
  raft.leaderReadRound = Math.max(raft.leaderReadRound, request.readRound);

  // All that is below the log is committed: every leader of a later term has the same (§5.4).
  if (!isBelowLog) {
    if (!raft.log.matches(request.prevLogIndex, request.prevLogTerm)) {
      refuse(raft, output, request);
      return;
    }
    if (!storeEntries(raft, output, request)) return;
  }
  raft.leaderRound = Math.max(raft.leaderRound, request.round);
  raft.matchedIndex = Math.max(raft.matchedIndex, lastNewIndex);
  advanceFollowerCommit(raft, Math.min(request.leaderCommit, lastNewIndex));

  if (request.entries.length > 0 && raft.durableIndex < lastNewIndex) raft.acknowledgementOwed = true;
  else acknowledge(raft, output);
}

/** The same request as if it began at the log's base, if it begins below: nothing is left there to compare it with. */
function cutAtBase(raft: RaftState, request: AppendRequest): AppendRequest {
  if (request.prevLogIndex >= raft.log.baseIndex) return request;
  const { baseIndex: prevLogIndex, baseTerm: prevLogTerm } = raft.log;
  const entries = request.entries.slice(prevLogIndex - request.prevLogIndex);
  return { ...request, prevLogIndex, prevLogTerm, entries };
}

/**
 * Adds the entries that are not in the log yet. An entry that conflicts with one of them, same index but other term,
 * goes, with all that follow it; entries that are there already stay, because the request may be older than they are.
 * False when the request contradicts a committed entry: no leader of this cluster can have sent it.
 */
function storeEntries(raft: RaftState, output: Output, request: AppendRequest): boolean {
  const { entries } = request;
  let first = 0;
  while (first < entries.length && raft.log.matches(entries[first]!.index, entries[first]!.term)) first++;
  if (first === entries.length) return true;
  const firstNewIndex = entries[first]!.index;
  if (firstNewIndex <= raft.commitIndex) return false;
  raft.truncateFrom(firstNewIndex);
  const added = entries.slice(first);
  for (const entry of added) raft.append(entry);
  raft.ledger.writeEntries(output, added);
  return true;
}

/** Says where the logs may still agree: the highest entry here that is no newer than the one asked about (§5.3). */
function refuse(raft: RaftState, output: Output, request: AppendRequest): void {
  const { baseIndex } = raft.log;
  const hintIndex = Math.max(baseIndex, raft.log.lastIndexWithin(request.prevLogIndex, request.prevLogTerm));
  raft.ledger.sendOnceDurable(output, {
    kind: "append-response",
    from: raft.id,
    to: request.from,
    term: raft.term,
    round: request.round,
    readRound: raft.leaderReadRound,
    accepted: false,
    matchIndex: 0,
    refusedIndex: request.prevLogIndex,
    hintIndex,
    hintTerm: raft.log.termAt(hintIndex)!,
  });
}

/** Sends the acknowledgement that waited for a write, with all that became durable meanwhile. */
export function acknowledgeOwed(raft: RaftState, output: Output): void {
  if (raft.acknowledgementOwed) acknowledge(raft, output);
}

/**
 * Acknowledges what is durable and matches this leader's log now; what is not durable yet stays owed. Nothing is
 * acknowledged before the term itself is durable.
 */
function acknowledge(raft: RaftState, output: Output): void {
  raft.acknowledgementOwed = raft.durableIndex < raft.matchedIndex || !raft.ledger.hardStateIsDurable;
  if (!raft.ledger.hardStateIsDurable) return;
  output.messages.push({
    kind: "append-response",
    from: raft.id,
    to: raft.leader,
    term: raft.term,
    round: raft.leaderRound,
    readRound: raft.leaderReadRound,
    accepted: true,
    matchIndex: Math.min(raft.durableIndex, raft.matchedIndex),
    refusedIndex: 0,
    hintIndex: 0,
    hintTerm: 0,
  });
}

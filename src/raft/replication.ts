import { advanceLeaderCommit } from "./commitment.ts";
import type { Entry } from "./entry.ts";
import { takeWithin } from "./log.ts";
import type { AppendResponse, SnapshotResponse } from "./message.ts";
import type { Output } from "./output.ts";
import type { Progress } from "./progress.ts";
import type { RaftState } from "./state.ts";
import { onStreamAnswered, resendPiece, startStream } from "./streaming.ts";

const NO_ENTRIES: readonly Entry[] = [];

/** Appends entries of the current term to the leader's own log. They count as its own once they are durable. */
export function appendAsLeader(raft: RaftState, output: Output, entries: readonly Entry[]): void {
  for (const entry of entries) {
    raft.append(entry);
    raft.uncommittedBytes += entry.bytes;
  }
  raft.ledger.writeEntries(output, entries);
}

/** Tells every follower of the new leader, with the first of what it lacks (Raft paper §5.2). */
export function announceLeadership(raft: RaftState, output: Output): void {
  raft.heartbeatDeadlineUs = raft.nowUs + raft.options.heartbeatIntervalUs;
  for (const peer of raft.peers) sendEntries(raft, output, peer);
}

/** Asserts leadership to every follower (§5.2). The answers show what was lost, so all that stalls goes on from them. */
export function sendHeartbeats(raft: RaftState, output: Output): void {
  raft.heartbeatDeadlineUs = raft.nowUs + raft.options.heartbeatIntervalUs;
  for (const peer of raft.peers) sendHeartbeat(raft, output, peer);
}

/** Sends each follower what it lacks, as far as its window allows. */
export function replicateToAll(raft: RaftState, output: Output): void {
  for (const peer of raft.peers) replicate(raft, output, peer);
}

function replicate(raft: RaftState, output: Output, peer: Progress): void {
  let sent = true;
  while (sent) sent = sendEntries(raft, output, peer);
}

/** Sends the next batch if the follower lacks entries, has room, and they are in memory. True when something went. */
function sendEntries(raft: RaftState, output: Output, peer: Progress): boolean {
  if (peer.nextIndex > raft.log.lastIndex || !hasRoom(raft, peer)) return false;
  if (needsSnapshot(raft, peer)) {
    startStream(raft, output, peer);
    return false;
  }
  if (peer.nextIndex < raft.log.firstCachedIndex) {
    fetchFor(raft, output, peer);
    return false;
  }
  sendBatch(raft, output, peer, raft.log.entriesFrom(peer.nextIndex, raft.options.maxMessageBytes));
  return true;
}

/** The log no longer goes back to the entry that the follower needs next (Raft paper §7). */
function needsSnapshot(raft: RaftState, peer: Progress): boolean {
  return peer.nextIndex <= raft.log.baseIndex;
}

function hasRoom(raft: RaftState, peer: Progress): boolean {
  if (peer.mode !== "pipeline") return peer.mode === "probe" && !peer.probeSent;
  return !peer.window.isFull(raft.options.maxInflightMessages, raft.options.maxInflightBytes);
}

function sendBatch(raft: RaftState, output: Output, peer: Progress, entries: readonly Entry[]): void {
  sendAppend(raft, output, peer, entries);
  if (peer.mode === "probe") {
    peer.probeSent = true;
    return;
  }
  let bytes = 0;
  for (const entry of entries) bytes += entry.bytes;
  peer.nextIndex += entries.length;
  peer.window.add(peer.nextIndex - 1, bytes);
}

/**
 * An append without entries. It stands behind everything sent so far, so that a follower which lost some of it refuses,
 * and the loss is noticed within a heartbeat. To a follower that is being probed it is another probe. Where the log does
 * not go back so far it stands at the log's base, and a snapshot goes with it.
 */
function sendHeartbeat(raft: RaftState, output: Output, peer: Progress): void {
  if (peer.mode === "snapshot") resendPiece(raft, output, peer);
  else if (needsSnapshot(raft, peer)) startStream(raft, output, peer);
  sendAppend(raft, output, peer, NO_ENTRIES);
}

function sendAppend(raft: RaftState, output: Output, peer: Progress, entries: readonly Entry[]): void {
  const prevLogIndex = Math.max(peer.nextIndex - 1, raft.log.baseIndex);
  const prevLogTerm = raft.log.termAt(prevLogIndex);
  if (prevLogTerm === undefined) throw new Error(`next index ${peer.nextIndex} of ${peer.id} is beyond the log's end`);
  output.messages.push({
    kind: "append-request",
    from: raft.id,
    to: peer.id,
    term: raft.term,
    round: peer.round,
    readRound: raft.rounds.begun,
    prevLogIndex,
    prevLogTerm,
    entries,
    leaderCommit: raft.commitIndex,
  });
}

/** Asks storage for the entries that a slow follower needs and that memory no longer holds. */
function fetchFor(raft: RaftState, output: Output, peer: Progress): void {
  if (peer.fetchFrom === peer.nextIndex) return;
  peer.fetchFrom = peer.nextIndex;
  output.fetches.push({
    firstIndex: peer.nextIndex,
    lastIndex: raft.log.firstCachedIndex - 1,
    maxBytes: raft.options.maxMessageBytes,
  });
}

/**
 * Storage answered a fetch. The log may have changed since: only entries that are still in it are sent. If none are, the
 * followers concerned wait for the next heartbeat, lest a storage that has nothing be asked without end.
 */
export function onFetched(raft: RaftState, output: Output, firstIndex: number, entries: readonly Entry[]): void {
  let count = 0;
  while (count < entries.length && raft.log.matches(firstIndex + count, entries[count]!.term)) count++;
  for (const peer of raft.peers) {
    if (peer.fetchFrom !== firstIndex) continue;
    peer.fetchFrom = 0;
    if (count === 0) continue;
    const from = peer.nextIndex - firstIndex;
    // The log may have been cut meanwhile, and what stood at its base is still known to match.
    if (from >= 0 && from < count && hasRoom(raft, peer) && !needsSnapshot(raft, peer)) {
      sendBatch(raft, output, peer, takeWithin(entries.slice(0, count), from, raft.options.maxMessageBytes));
    }
    replicate(raft, output, peer);
  }
}

/** A follower accepted or refused a request of this term (§5.3). */
export function onAppendResponse(raft: RaftState, output: Output, response: AppendResponse): void {
  const peer = hearFrom(raft, response);
  if (peer === undefined) return;
  if (response.accepted) onAccepted(raft, output, peer, response);
  else onRefused(raft, output, peer, response);
}

/** The follower that answers a request of this leadership. Undefined: the answer says nothing now. */
function hearFrom(raft: RaftState, response: AppendResponse | SnapshotResponse): Progress | undefined {
  if (raft.role !== "leader" || response.term !== raft.term) return undefined;
  const peer = raft.peer(response.from);
  if (peer !== undefined) peer.lastContactUs = raft.nowUs;
  return peer;
}

/**
 * Responses may overtake each other, so what is known to match only grows. Only an answer to this round ends a probe:
 * every end of a probe sends a whole window again, and if any late answer could bring it about, a few requests that
 * overtook each other would multiply without end.
 */
function onAccepted(raft: RaftState, output: Output, peer: Progress, { matchIndex, round }: AppendResponse): void {
  const isNews = raiseMatch(raft, peer, matchIndex);
  if (peer.mode === "probe" && round === peer.round) peer.startPipeline();
  if (isNews) commitAndTell(raft, output);
  replicate(raft, output, peer);
}

/** A follower durably matches up to there. One that matches up to the base needs no snapshot any more. */
function raiseMatch(raft: RaftState, peer: Progress, matchIndex: number): boolean {
  if (matchIndex <= peer.matchIndex) return false;
  peer.matchIndex = matchIndex;
  peer.nextIndex = Math.max(peer.nextIndex, matchIndex + 1);
  peer.window.freeUpTo(matchIndex);
  if (peer.mode === "snapshot" && !needsSnapshot(raft, peer)) peer.startPipeline();
  return true;
}

/** Goes back to the last place where the logs may agree, skipping whole terms (§5.3, last paragraphs). */
function onRefused(raft: RaftState, output: Output, peer: Progress, response: AppendResponse): void {
  const { refusedIndex } = response;
  // It is known to lack what is before the log: that is why it is sent a snapshot.
  if (peer.mode === "snapshot") return;
  // What was acknowledged was not refused later, unless the follower forgot it: to ask again at once would never end.
  if (response.round !== peer.round || refusedIndex <= peer.matchIndex) return;
  const agreedIndex = raft.log.lastIndexWithin(response.hintIndex, response.hintTerm);
  const nextIndex = Math.min(refusedIndex, agreedIndex + 1);
  peer.startProbe(Math.max(nextIndex, peer.matchIndex + 1));
  replicate(raft, output, peer);
}

/** A follower took a piece of a snapshot, or said what it needs instead (Raft paper §7). */
export function onSnapshotResponse(raft: RaftState, output: Output, response: SnapshotResponse): void {
  const peer = hearFrom(raft, response);
  if (peer === undefined) return;
  const isNews = raiseMatch(raft, peer, response.matchIndex);
  if (onStreamAnswered(raft, output, peer, response)) peer.startProbe(Math.max(response.index, peer.matchIndex) + 1);
  if (isNews) commitAndTell(raft, output);
  replicate(raft, output, peer);
}

/** The transport lost the follower: what was pipelined may be gone, so ask where it stands. */
export function onUnreachable(peer: Progress): void {
  if (peer.mode === "pipeline") peer.startProbe(peer.matchIndex + 1);
}

/** Commits what can be committed, and tells the followers without waiting for the next heartbeat. */
export function commitAndTell(raft: RaftState, output: Output): void {
  if (!advanceLeaderCommit(raft)) return;
  for (const peer of raft.peers) {
    if (peer.mode === "pipeline" && !sendEntries(raft, output, peer)) sendHeartbeat(raft, output, peer);
  }
}

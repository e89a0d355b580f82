import type { Entry, NodeId } from "./entry.ts";
import type { Snapshot } from "./snapshot.ts";

interface Header {
  readonly from: NodeId;
  readonly to: NodeId;
  /** The sender's current term, except in a pre-vote request. */
  readonly term: number;
}

/** Would you vote for me in `term`? The sender's own term is still one less (dissertation §9.6). */
export interface PreVoteRequest extends Header {
  readonly kind: "pre-vote-request";
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface PreVoteResponse extends Header {
  readonly kind: "pre-vote-response";
  /** The term the request asked about, so that an answer to an earlier round is not counted. */
  readonly electionTerm: number;
  readonly granted: boolean;
}

/** RequestVote (Raft paper, figure 2). */
export interface VoteRequest extends Header {
  readonly kind: "vote-request";
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The leader itself wants this election, so that nobody ignores it on the leader's behalf (dissertation §4.2.3). */
  readonly forced: boolean;
}

export interface VoteResponse extends Header {
  readonly kind: "vote-response";
  readonly granted: boolean;
}

/** AppendEntries (figure 2); without entries it is a heartbeat. */
export interface AppendRequest extends Header {
  readonly kind: "append-request";
  /** How often the leader of this term has begun anew to find out where this follower stands. The answer names it. */
  readonly round: number;
  /** The latest round of confirmation that the leader has begun in this term (dissertation §6.4); 0 if none. */
  readonly readRound: number;
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly Entry[];
  readonly leaderCommit: number;
}

export interface AppendResponse extends Header {
  readonly kind: "append-response";
  /** The latest round that this server has heard of from this leader, or of the request that it refuses. */
  readonly round: number;
  /** The latest round of confirmation that this server has heard of from the leader it follows in this term. */
  readonly readRound: number;
  readonly accepted: boolean;
  /** Accepted: the highest index that is durable here and matches this leader's log. Otherwise 0. */
  readonly matchIndex: number;
  /** Refused: the `prevLogIndex` that did not match. Otherwise 0. */
  readonly refusedIndex: number;
  /** Refused: the last place where the logs may still agree, as index and term (§5.3, last paragraphs). */
  readonly hintIndex: number;
  readonly hintTerm: number;
}

/** Campaign now: you have the whole log (dissertation §3.10). */
export interface TimeoutNow extends Header {
  readonly kind: "timeout-now";
}

/** A follower asks its leader what a read must see that came to the follower (dissertation §6.4). */
export interface ReadIndexRequest extends Header {
  readonly kind: "read-index-request";
  /** Names the question, among all of that server's at any time. */
  readonly context: number;
}

export interface ReadIndexResponse extends Header {
  readonly kind: "read-index-response";
  readonly context: number;
  /** All that was decided when the question was asked stands at or below this index. */
  readonly index: number;
}

/** InstallSnapshot (Raft paper figure 13): one piece of a snapshot, from a leader that has no log so far back. */
export interface SnapshotRequest extends Header {
  readonly kind: "snapshot-request";
  readonly snapshot: Snapshot;
  /** Where in the snapshot the piece begins, in bytes. */
  readonly offset: number;
  /** Opaque to the core: the drivers of the two servers understand each other. */
  readonly data: unknown;
  readonly bytes: number;
  readonly isLast: boolean;
}

export interface SnapshotResponse extends Header {
  readonly kind: "snapshot-response";
  /** Of the snapshot. */
  readonly index: number;
  /** Offset of the piece that is answered. */
  readonly answeredOffset: number;
  /** Resume: send the piece that begins at `offset`. Not needed: the log here has all that the snapshot has. */
  readonly status: "resume" | "installed" | "not-needed";
  readonly offset: number;
  /** The highest index that is durable here and known to match this leader's log; 0 where none is. */
  readonly matchIndex: number;
}

export type Message =
  | PreVoteRequest
  | PreVoteResponse
  | VoteRequest
  | VoteResponse
  | AppendRequest
  | AppendResponse
  | SnapshotRequest
  | SnapshotResponse
  | TimeoutNow
  | ReadIndexRequest
  | ReadIndexResponse;

export type MessageKind = Message["kind"];

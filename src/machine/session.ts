import { hashInteger, hashTime } from "./hash.ts";
import { hashPlain, plainBytes } from "./plain-data.ts";
import type { Request } from "./request.ts";

/** What a session remembers of a command that was carried out. */
export interface RememberedReply {
  readonly sequence: number;
  /** Of the request, to tell a retry from another command. */
  readonly digest: number;
  /** Where in the log the command was carried out. */
  readonly index: number;
  /** Plain data, frozen. */
  readonly result: unknown;
  /** What the result counts for in limits of size. */
  readonly bytes: number;
  readonly hash: number;
}

/** What the cluster knows of one client. Immutable, so that copies of the machine share it. */
export interface Session {
  /** The log index of its registration. */
  readonly id: number;
  /** Who registered it: nobody else is told what it remembers. */
  readonly client: number;
  /** The last entry that used it, and log time then. */
  readonly usedIndex: number;
  readonly usedAtUs: number;
  /** The sequences up to here that it does not remember are never carried out: nobody knows whether they were. */
  readonly forgottenTo: number;
  /** Ascending by sequence. */
  readonly replies: readonly RememberedReply[];
  /** The sum of their hashes, so that one more costs the same however many there are. */
  readonly repliesHash: number;
  /** A 32-bit integer hash of all of the above. */
  readonly hash: number;
}

export function openSession(client: number, index: number, atUs: number): Session {
  return hashed(index, client, index, atUs, 0, [], 0);
}

/** The session, used by another entry. */
export function useSession(session: Session, index: number, atUs: number): Session {
  const { id, client, forgottenTo, replies, repliesHash } = session;
  return hashed(id, client, index, atUs, forgottenTo, replies, repliesHash);
}

/**
 * The session, used by an entry whose command was carried out. Of too many replies that of the lowest sequence goes.
 */
export function rememberReply(
  { id, client, forgottenTo, replies, repliesHash }: Session,
  { digest, sequence }: Request,
  result: unknown,
  index: number,
  atUs: number,
  maxReplies: number,
): Session {
  const reply = createRememberedReply(sequence, digest, index, result);
  const { hash } = reply;
  const kept = withReply(replies, reply, maxReplies);
  const sum = (repliesHash + hash) | 0;
  if (replies.length < maxReplies) return hashed(id, client, index, atUs, forgottenTo, kept, sum);
  const forgotten = replies[0]!.sequence < sequence ? replies[0]! : reply;
  return hashed(id, client, index, atUs, forgotten.sequence, kept, (sum - forgotten.hash) | 0);
}

export function createRememberedReply(
  sequence: number,
  digest: number,
  index: number,
  result: unknown,
): RememberedReply {
  const hash = hashPlain(result, hashInteger(index, hashInteger(digest, hashInteger(sequence, 0))));
  return { sequence, digest, index, result, bytes: plainBytes(result), hash };
}

/** A session as it was written down; `replies` ascend by sequence. */
export function restoreSession(
  id: number,
  client: number,
  usedIndex: number,
  usedAtUs: number,
  forgottenTo: number,
  replies: readonly RememberedReply[],
): Session {
  const repliesHash = replies.reduce((sum, { hash }) => (sum + hash) | 0, 0);
  return hashed(id, client, usedIndex, usedAtUs, forgottenTo, replies, repliesHash);
}

/** What came of a command: its reply, "new" if it may be carried out now, or "forgotten". */
export function recallReply(
  { forgottenTo, replies }: Session,
  sequence: number,
): RememberedReply | "new" | "forgotten" {
  for (let place = replies.length - 1; place >= 0; place--) {
    const reply = replies[place]!;
    if (reply.sequence === sequence) return reply;
    if (reply.sequence < sequence) break;
  }
  return sequence > forgottenTo ? "new" : "forgotten";
}

/** As many of the highest sequences as may be kept, in an array that is no longer than that. */
function withReply(replies: readonly RememberedReply[], reply: RememberedReply, maxReplies: number): RememberedReply[] {
  const kept = new Array<RememberedReply>(Math.min(replies.length + 1, maxReplies));
  let from = replies.length - 1;
  let isMissing = true;
  for (let place = kept.length - 1; place >= 0; place--) {
    if (isMissing && (from < 0 || replies[from]!.sequence < reply.sequence)) {
      kept[place] = reply;
      isMissing = false;
    } else kept[place] = replies[from--]!;
  }
  return kept;
}

function hashed(
  id: number,
  client: number,
  usedIndex: number,
  usedAtUs: number,
  forgottenTo: number,
  replies: readonly RememberedReply[],
  repliesHash: number,
): Session {
  const name = hashInteger(client, hashInteger(id, 0));
  const hash = hashInteger(repliesHash, hashInteger(forgottenTo, hashTime(usedAtUs, hashInteger(usedIndex, name))));
  return { id, client, usedIndex, usedAtUs, forgottenTo, replies, repliesHash, hash };
}

import { hashInteger, hashTime } from "./hash.ts";
import { hashPlain } from "./plain-data.ts";

/** What a session remembers of a command that was carried out. */
export interface RememberedReply {
  readonly sequence: number;
  /** Where in the log the command was carried out. */
  readonly index: number;
  /** Plain data, frozen. */
  readonly result: unknown;
  readonly hash: number;
}

/** What the cluster knows of one client. Immutable, so that copies of the machine share it. */
export interface Session {
  /** The log index of its registration. */
  readonly id: number;
  /** The last entry that used it, and log time then. */
  readonly usedIndex: number;
  readonly usedAtUs: number;
  /** The sequences up to here that it does not remember are never carried out: nobody knows whether they were. */
  readonly forgottenTo: number;
  /** Ascending by sequence. */
  readonly replies: readonly RememberedReply[];
  /** A 32-bit integer hash of all of the above. */
  readonly hash: number;
}

export function openSession(index: number, atUs: number): Session {
  return hashed(index, index, atUs, 0, []);
}

/** The session, used by another entry. */
export function useSession({ id, forgottenTo, replies }: Session, index: number, atUs: number): Session {
  return hashed(id, index, atUs, forgottenTo, replies);
}

/** The session, used by an entry whose command was carried out. Of too many replies that of the lowest sequence goes. */
export function rememberReply(
  { id, forgottenTo, replies }: Session,
  sequence: number,
  result: unknown,
  index: number,
  atUs: number,
  maxReplies: number,
): Session {
  const hash = hashPlain(result, hashInteger(index, hashInteger(sequence, 0)));
  const kept = withReply(replies, { sequence, index, result, hash });
  if (kept.length <= maxReplies) return hashed(id, index, atUs, forgottenTo, kept);
  return hashed(id, index, atUs, kept[0]!.sequence, kept.slice(1));
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

/** In its place behind all lower sequences, which is nearly always the end. */
function withReply(replies: readonly RememberedReply[], reply: RememberedReply): RememberedReply[] {
  const kept = replies.slice();
  let place = kept.length;
  for (; place > 0 && kept[place - 1]!.sequence > reply.sequence; place--) kept[place] = kept[place - 1]!;
  kept[place] = reply;
  return kept;
}

function hashed(
  id: number,
  usedIndex: number,
  usedAtUs: number,
  forgottenTo: number,
  replies: readonly RememberedReply[],
): Session {
  let hash = hashInteger(forgottenTo, hashTime(usedAtUs, hashInteger(usedIndex, hashInteger(id, 0))));
  for (const reply of replies) hash = hashInteger(reply.hash, hash);
  return { id, usedIndex, usedAtUs, forgottenTo, replies, hash };
}

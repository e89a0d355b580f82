import { MAX_VALUE_LENGTH } from "../../machine/index.ts";
import type {
  CatchUpOutcome,
  ChangeOutcome,
  HandOverOutcome,
  ReadOutcome,
  Refused,
  Unknown,
  WriteOutcome,
} from "../node/node.ts";
import type { Problem, ProblemCode } from "./problem.ts";

/** Everything for which a node refuses something. */
export type RefusalReason =
  | Extract<WriteOutcome, Refused<string>>["reason"]
  | Extract<ReadOutcome, Refused<string>>["reason"]
  | Extract<ChangeOutcome, Refused<string>>["reason"]
  | Extract<CatchUpOutcome, Refused<string>>["reason"]
  | Extract<HandOverOutcome, Refused<string>>["reason"];

const later = (code: ProblemCode, message: string): Problem => ({ status: 503, code, message, retryAfterSeconds: 1 });
export const conflict = (code: ProblemCode, message: string): Problem => ({ status: 409, code, message });

/** Nothing happened, and nothing will: why, and what the client can do about it. */
const REFUSALS: Readonly<Record<RefusalReason, Problem>> = {
  "not-leader": later(
    "no-leader",
    "This node does not lead, and does not know where to find who does. Try again soon.",
  ),
  "no-leader": later("no-leader", "No leader is known here now. Try again soon."),
  "leader-changed": later("leader-changed", "The leader was lost before the read could be answered. Try again."),
  "too-much-uncommitted": later("overloaded", "Too much waits to be committed already. Try again later."),
  "too-many-reads": later("overloaded", "Too many reads wait here already. Try again later, or at another node."),
  transferring: later("transferring", "Leadership is being handed over. Try again soon."),
  stopped: { status: 503, code: "stopped", message: "This node has stopped. Ask another one." },
  "timed-out": { status: 504, code: "timed-out", message: "The read could not be answered in time." },
  "proposal-too-large": { status: 413, code: "too-large", message: "The command is larger than the log ever takes." },
  "nothing-committed-in-term": later(
    "nothing-committed-in-term",
    "The leader is new, and may change the membership only after its first commit. Try again soon.",
  ),
  "change-under-way": conflict("change-under-way", "The change before this one is not committed yet: one at a time."),
  "already-joint": conflict(
    "already-joint",
    "The configuration is joint; it has to be left before anything else is changed.",
  ),
  "not-joint": conflict("not-joint", "There is no joint configuration to leave."),
  "unknown-node": { status: 404, code: "unknown-node", message: "There is no such node in the cluster." },
  "no-voter-left": conflict("no-voter-left", "Nobody would be left to vote."),
  "nothing-to-change": conflict("nothing-to-change", "The node already is what this would make of it."),
  "not-caught-up": conflict(
    "not-caught-up",
    "The node does not answer, or has not caught up in time: it was given no vote. It stays a learner; promote it later.",
  ),
  "quorum-would-be-lost": conflict(
    "quorum-would-be-lost",
    "Too few of those who would vote then answer now: nothing could be decided any more, not even to take it back.",
  ),
  "not-a-voter": conflict("not-a-voter", "Only a voter can lead: promote the node first."),
  "already-leader": conflict("already-leader", "That node leads already."),
  "transfer-under-way": conflict("transfer-under-way", "Leadership is being handed over already: one at a time."),
  "no-other-voter": conflict("no-other-voter", "There is no other voter that answers and could take over."),
};

const UNKNOWN: Readonly<Record<Unknown["reason"], string>> = {
  "leadership-lost": "The leader was deposed meanwhile",
  "timed-out": "It took longer than the request may take",
  stopped: "The node stopped meanwhile",
};

export function refusal(reason: RefusalReason): Problem {
  return REFUSALS[reason];
}

export function unknownOutcome(reason: Unknown["reason"]): Problem {
  const message = `${UNKNOWN[reason]}: it may have been carried out, or be carried out yet, or never.`;
  return { status: 504, code: "outcome-unknown", message, more: { reason } };
}

/** In the place of having no leader: to wait for one would be in vain. */
export const NOT_A_MEMBER: Problem = {
  status: 503,
  code: "not-a-member",
  message: "This node is no member of the cluster: it was removed, or is not added yet. Ask another one.",
};

export const OVERLOADED = later("overloaded", "Too many requests wait here already. Try again later.");

export const SESSION_EXPIRED: Problem = {
  status: 410,
  code: "session-expired",
  message:
    "The session is over, or no longer knows what became of this command. An earlier copy may have been carried out.",
};

export const SEQUENCE_REUSED: Problem = {
  status: 422,
  code: "sequence-reused",
  message: "This Kraft-Sequence came with another command of the session before. A new command needs the next one.",
};

export const KEY_REUSED: Problem = {
  status: 422,
  code: "idempotency-key-reused",
  message: "This Idempotency-Key came with another command before. A new command needs a new key.",
};

/** The command stands in the log at this index, and changed nothing. */
export function valueTooLong(index: number): Problem {
  const message = `The value would have more than ${MAX_VALUE_LENGTH} UTF-16 units; nothing was changed.`;
  return { status: 413, code: "value-too-large", message, more: { index } };
}

export const TRANSFER_FAILURES: Readonly<Record<"timed-out" | "aborted", Problem>> = {
  "timed-out": conflict("transfer-failed", "The other node did not take over in time; this one leads on."),
  aborted: conflict("transfer-failed", "This node gave leadership up before the other one was ready."),
};

export const NOTHING_TO_RELOAD = conflict("nothing-to-reload", "This server was started without a configuration file.");

export function reloadRefused(problems: readonly string[]): Problem {
  const message = "The configuration was not reloaded, and nothing has changed: see `problems`.";
  return { status: 409, code: "reload-refused", message, more: { problems } };
}

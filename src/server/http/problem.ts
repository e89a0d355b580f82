/** Everything that the API can answer other than with what was asked for. */
export const PROBLEM_CODES = [
  "invalid-request",
  "invalid-json",
  "invalid-url",
  "invalid-key",
  "invalid-value",
  "invalid-address",
  "malformed-http",
  "no-such-route",
  "method-not-allowed",
  "unsupported-media-type",
  "body-too-large",
  "value-too-large",
  "too-large",
  "request-too-slow",
  "key-not-found",
  "compare-failed",
  "session-expired",
  "sequence-reused",
  "idempotency-key-reused",
  "not-leader",
  "no-leader",
  "not-a-member",
  "leader-unreachable",
  "leader-changed",
  "overloaded",
  "transferring",
  "stopped",
  "outcome-unknown",
  "timed-out",
  "unknown-node",
  "nothing-committed-in-term",
  "change-under-way",
  "already-joint",
  "not-joint",
  "no-voter-left",
  "nothing-to-change",
  "not-caught-up",
  "quorum-would-be-lost",
  "address-in-use",
  "address-differs",
  "not-a-voter",
  "already-leader",
  "transfer-under-way",
  "no-other-voter",
  "transfer-failed",
  "nothing-to-reload",
  "reload-refused",
  "internal",
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Who leads, and where its API is; null if that is not known here yet. */
export interface LeaderView {
  readonly id: number;
  readonly api: string | null;
}

/** An answer that says why there is no other. */
export interface Problem {
  readonly status: number;
  readonly code: ProblemCode;
  /** A sentence for people. */
  readonly message: string;
  /** Set where the same request can succeed later. */
  readonly retryAfterSeconds?: number;
  readonly more?: ProblemDetails;
}

/** What programs may want to know besides. */
export interface ProblemDetails {
  /** Which part of the request is wrong: "body.value", "query.consistency". */
  readonly field?: string;
  /** Compare failed: what the key holds. */
  readonly previous?: string | null;
  /** The log index at which this was so. */
  readonly index?: number;
  /** Outcome unknown: what the node said. */
  readonly reason?: string;
  /** Reload refused: all that is wrong. */
  readonly problems?: readonly string[];
}

export interface ProblemBody {
  readonly error: {
    readonly code: ProblemCode;
    readonly message: string;
    readonly leader: LeaderView | null;
  } & ProblemDetails;
}

export function problemBody({ code, message, more }: Problem, leader: LeaderView | null): ProblemBody {
  return { error: { code, message, leader, ...more } };
}

export function invalid(field: string, message: string, code: ProblemCode = "invalid-request"): Problem {
  return { status: 400, code, message, more: { field } };
}

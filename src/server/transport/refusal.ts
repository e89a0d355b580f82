/** Why a frame, and the connection it came on, was refused. Each is counted by itself. */
export const REFUSAL_REASONS = [
  /** The first bytes are no greeting: somebody who speaks another protocol, or none. */
  "stranger",
  /** A connection on which no greeting came in time. */
  "no-greeting",
  "unknown-version",
  "other-cluster",
  /** Greeted, or sent a message to, another server than this one. */
  "other-receiver",
  /** Names a sender that is not the server this connection is with. */
  "other-sender",
  /** The certificate does not name the server that greets. */
  "certificate",
  "oversized",
  /** The checksum is wrong. */
  "damaged",
  "unknown-kind",
  /** The checksum is right, and what it covers is no message all the same. */
  "malformed",
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** What came from the other side is refused. Its connection ends. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

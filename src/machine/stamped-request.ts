import { hashTime } from "./hash.ts";
import type { Asked } from "./request.ts";

/**
 * What a log entry carries: what a client asked for, and what the clock of the leader showed when it proposed it. The
 * machine knows no other clock than these stamps. Immutable.
 */
export interface StampedRequest {
  readonly asked: Asked;
  readonly atUs: number;
  /** A 32-bit integer hash of both, for the wire and for the log. */
  readonly digest: number;
}

export function stampRequest(asked: Asked, atUs: number): StampedRequest {
  return { asked, atUs, digest: hashTime(atUs, asked.digest) };
}

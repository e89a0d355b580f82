import { hashTime } from "./hash.ts";
import type { Asked, AskedInSession } from "./request.ts";

/**
 * What a log entry carries: what a client asked for, and what time it was for the leader that proposed it. The
 * machine knows no other clock than these stamps. Immutable. In the lab everything is asked for in sessions.
 */
export interface StampedRequest<A extends Asked = AskedInSession> {
  readonly asked: A;
  readonly atUs: number;
  /** A 32-bit integer hash of both, for the lab's wire and log; 0 for a one-shot, which the lab knows nothing of. */
  readonly digest: number;
}

export function stampRequest<A extends Asked>(asked: A, atUs: number): StampedRequest<A> {
  return { asked, atUs, digest: asked.kind === "one-shot" ? 0 : hashTime(atUs, asked.digest) };
}

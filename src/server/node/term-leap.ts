import type { Message, RaftView } from "../../raft/index.ts";
import { RefusalError } from "../transport/refusal.ts";

/** With ten elections a second for thirteen years a cluster does not get so far ahead of a server that was away. */
const LARGEST_LEAP = 2 ** 32;

/**
 * A term is taken over from whoever names it, and kept for good: one message must not bring a node to the end of the
 * numbers. Throws a `RefusalError`.
 */
export function assertNearTerm({ term }: RaftView, message: Message): void {
  if (message.term <= term + LARGEST_LEAP) return;
  throw new RefusalError("term-leap", `server ${message.from} is in term ${message.term}, and this one in ${term}`);
}

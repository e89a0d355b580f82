import type { Reply } from "../machine/index.ts";
import type { ProposalRejection } from "../raft/index.ts";

/** What a client is told of a proposal that was not taken. */
export const OUTCOMES: Readonly<Record<ProposalRejection["reason"], Reply["outcome"]>> = {
  "not-leader": "not-leader",
  stopped: "not-leader",
  "too-much-uncommitted": "overloaded",
  transferring: "overloaded",
  "proposal-too-large": "too-large",
};

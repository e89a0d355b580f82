import type { CheckerClass } from "./checker.ts";
import { ExactlyOnce } from "./client/exactly-once.ts";
import { Linearizability } from "./client/linearizability.ts";
import { ReadFreshness } from "./client/read-freshness.ts";
import { Durability } from "./cluster/durability.ts";
import { AcknowledgedLeader } from "./raft/acknowledged-leader.ts";
import { CommitQuorum } from "./raft/commit-quorum.ts";
import { ContiguousLog } from "./raft/contiguous-log.ts";
import { DurableBeforeReply } from "./raft/durable-before-reply.ts";
import { ElectionQuorum } from "./raft/election-quorum.ts";
import { ElectionSafety } from "./raft/election-safety.ts";
import { LeaderAppendOnly } from "./raft/leader-append-only.ts";
import { LeaderCompleteness } from "./raft/leader-completeness.ts";
import { LogMatching } from "./raft/log-matching.ts";
import { MonotonicCommit } from "./raft/monotonic-commit.ts";
import { MonotonicTerm } from "./raft/monotonic-term.ts";
import { OneVotePerTerm } from "./raft/one-vote-per-term.ts";
import { RestartFidelity } from "./raft/restart-fidelity.ts";
import { StateMachineSafety } from "./raft/state-machine-safety.ts";

/** Every property, the five of the Raft paper (figure 3) first. All but the last are checked after every event. */
export function allCheckers(): readonly CheckerClass[] {
  return [
    ElectionSafety,
    LeaderAppendOnly,
    LogMatching,
    LeaderCompleteness,
    StateMachineSafety,
    ElectionQuorum,
    OneVotePerTerm,
    AcknowledgedLeader,
    CommitQuorum,
    ContiguousLog,
    MonotonicTerm,
    MonotonicCommit,
    DurableBeforeReply,
    RestartFidelity,
    Durability,
    ExactlyOnce,
    ReadFreshness,
    Linearizability,
  ];
}

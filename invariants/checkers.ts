import type { CheckerClass } from "./checker.ts";
import { ExactlyOnce } from "./client/exactly-once.ts";
import { Linearizability } from "./client/linearizability.ts";
import { ReadFreshness } from "./client/read-freshness.ts";
import { SessionExpiry } from "./client/session-expiry.ts";
import { ConfigurationSafety } from "./cluster/configuration-safety.ts";
import { Durability } from "./cluster/durability.ts";
import { InformedSuccessor } from "./cluster/informed-successor.ts";
import { LeaseExclusivity } from "./cluster/lease-exclusivity.ts";
import { ReadQuorum } from "./cluster/read-quorum.ts";
import { SnapshotFidelity } from "./cluster/snapshot-fidelity.ts";
import { AcknowledgedLeader } from "./raft/acknowledged-leader.ts";
import { ChangeAsAsked } from "./raft/change-as-asked.ts";
import { CommitQuorum } from "./raft/commit-quorum.ts";
import { CompactionAfterSnapshot } from "./raft/compaction-after-snapshot.ts";
import { ConfigurationInForce } from "./raft/configuration-in-force.ts";
import { ContiguousLog } from "./raft/contiguous-log.ts";
import { DurableBeforeReply } from "./raft/durable-before-reply.ts";
import { ElectionQuorum } from "./raft/election-quorum.ts";
import { ElectionSafety } from "./raft/election-safety.ts";
import { InstallKeepsLog } from "./raft/install-keeps-log.ts";
import { LeaderAppendOnly } from "./raft/leader-append-only.ts";
import { LeaderCompleteness } from "./raft/leader-completeness.ts";
import { LogMatching } from "./raft/log-matching.ts";
import { MonotonicCommit } from "./raft/monotonic-commit.ts";
import { MonotonicTerm } from "./raft/monotonic-term.ts";
import { OneChangeAtATime } from "./raft/one-change-at-a-time.ts";
import { OneVotePerTerm } from "./raft/one-vote-per-term.ts";
import { OrderlyTransfer } from "./raft/orderly-transfer.ts";
import { RestartFidelity } from "./raft/restart-fidelity.ts";
import { RestoredMachine } from "./raft/restored-machine.ts";
import { StateMachineSafety } from "./raft/state-machine-safety.ts";
import { VoterCandidacy } from "./raft/voter-candidacy.ts";

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
    ConfigurationSafety,
    ConfigurationInForce,
    OneChangeAtATime,
    ChangeAsAsked,
    VoterCandidacy,
    SnapshotFidelity,
    CompactionAfterSnapshot,
    InstallKeepsLog,
    RestoredMachine,
    OrderlyTransfer,
    InformedSuccessor,
    ReadQuorum,
    LeaseExclusivity,
    Durability,
    ExactlyOnce,
    SessionExpiry,
    ReadFreshness,
    Linearizability,
  ];
}

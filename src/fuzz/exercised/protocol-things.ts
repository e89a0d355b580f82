import type { MembershipCounts } from "../../../invariants/index.ts";
import type { Mean } from "./means.ts";
import { type Group, may, must, tallied } from "./thing.ts";

/** What a run may exercise of the protocol beside elections and the log. */

const CHANGES: readonly Mean[] = ["change-membership"];
const TRANSFERS: readonly Mean[] = ["transfer", "stop"];

/** Why a node refuses to change the membership, or to hand its leadership over. */
const REFUSED_CHANGES = [
  "nothing-committed-in-term",
  "change-under-way",
  "already-joint",
  "not-joint",
  "unknown-node",
  "no-voter-left",
  "nothing-to-change",
  "transferring",
] as const;
const REFUSED_TRANSFERS = ["not-a-voter", "already-leader", "transfer-under-way", "no-other-voter"] as const;

/** What observations tell of a membership that changes. */
const counted = (name: string, count: keyof MembershipCounts) => may(name, ({ cluster }) => cluster[count], CHANGES);

const refused = (reason: string, needs: readonly Mean[]) => tallied(`refused: ${reason}`, needs);

export const PROTOCOL_GROUPS: readonly Group[] = [
  [
    "membership",
    [
      must("membership changes asked for", ({ operator }) => operator.changes, "change-membership"),
      may("changes without the leader asked for", ({ operator }) => operator.leaderRemovals, CHANGES),
      may("joint configurations asked to be left", ({ operator }) => operator.leaves, CHANGES),
      counted("configurations appended", "configurationsAppended"),
      counted("configurations rolled back", "configurationsRolledBack"),
      counted("joint configurations entered", "jointConfigurationsEntered"),
      counted("joint configurations left", "jointConfigurationsLeft"),
      counted("joint configurations rolled back", "jointConfigurationsRolledBack"),
      counted("voters added", "votersAdded"),
      counted("learners added", "learnersAdded"),
      counted("learners promoted", "learnersPromoted"),
      counted("voters demoted", "votersDemoted"),
      counted("members removed", "membersRemoved"),
      counted("leaders removed", "leadersRemoved"),
      ...REFUSED_CHANGES.map((reason) => refused(reason, CHANGES)),
      refused("not-leader", [...CHANGES, ...TRANSFERS]),
    ],
  ],
  [
    "transfers",
    [
      must("transfers asked for", ({ operator }) => operator.transfers, "transfer"),
      must("nodes asked to end", ({ faults }) => faults.kinds.stop, "stop"),
      may("transfers started", ({ cluster }) => cluster.transfersStarted, TRANSFERS),
      may("transfers whose target led next", ({ cluster }) => cluster.transfersSucceeded, TRANSFERS),
      may("transfers after which another led", ({ cluster }) => cluster.transfersMissed, TRANSFERS),
      may("transfers that timed out", ({ cluster }) => cluster.transfersTimedOut, TRANSFERS),
      may("transfers aborted", ({ cluster }) => cluster.transfersAborted, TRANSFERS),
      ...REFUSED_TRANSFERS.map((reason) => refused(reason, TRANSFERS)),
    ],
  ],
  [
    "snapshots",
    [
      must("snapshots asked for", ({ operator }) => operator.snapshots, "take-snapshot"),
      may("snapshots taken", ({ cluster }) => cluster.snapshotsTaken),
      may("snapshots installed", ({ cluster }) => cluster.snapshotsInstalled),
      may("logs compacted", ({ cluster }) => cluster.logsCompacted),
      tallied("snapshot chunks sent"),
      tallied("snapshot streams resumed"),
      tallied("snapshot streams begun anew"),
      tallied("snapshots refused as old"),
      tallied("restarts from a snapshot"),
    ],
  ],
  [
    "reads",
    [
      may("linearizable reads", ({ cluster }) => cluster.linearizableReads),
      may("lease reads", ({ cluster }) => cluster.leaseReads),
      may("stale reads", ({ cluster }) => cluster.staleReads),
      tallied("reads answered by lease"),
      tallied("reads forwarded"),
      tallied("stale reads answered at once"),
      tallied("refused: too-many-reads"),
    ],
  ],
];

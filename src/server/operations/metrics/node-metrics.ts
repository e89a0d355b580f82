import type { Registry } from "prom-client";
import type { MessageKind, Status } from "../../../raft/index.ts";
import { lagOf } from "../../node/lag.ts";
import type { NodeStatus } from "../../node/node.ts";
import { REFUSAL_REASONS } from "../../transport/refusal.ts";
import { counter, counters, gauge, gauges, histogram, type Labelled } from "./collected.ts";
import type { NodeTallies } from "./node-tallies.ts";

const ROLES = ["follower", "pre-candidate", "candidate", "leader"] as const;

/** What the core knows of itself. `status` is as it was when Prometheus asked. */
export function addRaftMetrics(registry: Registry, status: () => NodeStatus): void {
  const raft = () => status().raft;
  gauge(registry, { name: "raft_term_current", help: "The term that this node is in." }, () => raft().term);
  gauges(registry, { name: "raft_state", help: "1 for the role that this node has.", labels: ["state"] }, () =>
    ROLES.map((state) => [{ state }, raft().role === state ? 1 : 0]),
  );
  gauge(registry, { name: "raft_leader_id", help: "Who leads; 0 if nobody is known to." }, () => raft().leader);
  counter(
    registry,
    { name: "raft_log_entries_total", help: "Entries that have come into the log: the index of the last one." },
    () => raft().lastIndex,
  );
  gauge(registry, { name: "raft_commit_index", help: "The last entry that is committed." }, () => raft().commitIndex);
  gauge(registry, { name: "raft_applied_index", help: "The last entry that is applied." }, () => raft().appliedIndex);
  gauge(registry, { name: "raft_durable_index", help: "The last entry that is synced." }, () => raft().durableIndex);
  gauge(registry, { name: "raft_snapshot_index", help: "The last entry in the snapshot." }, () => raft().snapshotIndex);
  gauges(
    registry,
    { name: "raft_peer_match_lag_entries", help: "Entries that a peer lacks, as the leader knows.", labels: ["peer"] },
    () => lagsOf(raft()),
  );
  gauge(registry, { name: "raft_voters", help: "Servers that vote." }, () => raft().configuration.voters.length);
  gauge(registry, { name: "raft_learners", help: "Servers that do not." }, () => raft().configuration.learners.length);
}

/** Of whom nothing is known yet there is no value, so that no election looks like a lag. */
function* lagsOf(raft: Status): Labelled<number> {
  for (const peer of raft.peers) {
    const lag = lagOf(raft, peer);
    if (lag !== undefined) yield [{ peer: peer.id }, lag];
  }
}

/** What is stored and what went over the network. */
export function addResourceMetrics(registry: Registry, status: () => NodeStatus): void {
  const storage = () => status().storage;
  const transport = () => status().transport;
  gauge(registry, { name: "kraft_keys", help: "Keys that hold something." }, () => status().keys);
  gauge(registry, { name: "raft_storage_bytes", help: "Bytes of log and snapshots." }, () => storage().bytes);
  gauge(registry, { name: "raft_storage_segments", help: "Files of the log." }, () => storage().segments);
  gauge(registry, { name: "raft_snapshot_size_bytes", help: "Of the snapshot." }, () => storage().snapshotBytes);
  counter(
    registry,
    { name: "raft_transport_sent_bytes_total", help: "Bytes sent to peers." },
    () => transport().bytesSent,
  );
  counter(
    registry,
    { name: "raft_transport_received_bytes_total", help: "Bytes received from peers." },
    () => transport().bytesReceived,
  );
  counter(
    registry,
    { name: "raft_transport_dropped_total", help: "Messages that could not be sent." },
    () => transport().messagesDropped,
  );
  counter(
    registry,
    { name: "raft_transport_connections_opened_total", help: "Connections that were made." },
    () => transport().connectionsOpened,
  );
  counter(
    registry,
    { name: "raft_transport_connections_lost_total", help: "Connections that were lost." },
    () => transport().connectionsLost,
  );
  counters(
    registry,
    { name: "raft_transport_refused_total", help: "Connections and frames that were refused.", labels: ["reason"] },
    // Also where there was none: a counter that appears with its first count has no increase to be warned of.
    () => REFUSAL_REASONS.map((reason) => [{ reason }, transport().refused[reason] ?? 0]),
  );
}

/** What has happened, and how long it took. */
export function addEventMetrics(registry: Registry, tallies: NodeTallies): void {
  const count = (name: string, help: string, read: () => number) => counter(registry, { name, help }, read);
  count("raft_leader_elections_total", "Elections that this node began.", () => tallies.elections);
  count("raft_pre_votes_total", "Times that this node asked whether it could win.", () => tallies.preVotes);
  count("raft_leader_changes_total", "Times that another leader became known.", () => tallies.leaderChanges);
  count(
    "raft_membership_changes_total",
    "Times that this node came into the cluster or left it.",
    () => tallies.membershipChanges,
  );
  count("raft_proposals_total", "Entries that were proposed here.", () => tallies.proposals);
  count("raft_proposed_bytes_total", "Bytes that were proposed here.", () => tallies.proposedBytes);
  count("raft_commits_total", "Entries that were committed.", () => tallies.commits);
  count("raft_applied_entries_total", "Entries that were applied.", () => tallies.appliedEntries);
  count("raft_fsync_bytes_total", "Bytes that were synced.", () => tallies.syncedBytes);
  count("raft_snapshots_installed_total", "Snapshots that came from a leader.", () => tallies.snapshotsInstalled);
  count("raft_peer_unreachable_total", "Times that a peer could not be reached.", () => tallies.unreachables);
  const spread = { commit: tallies.commitSeconds, apply: tallies.applySeconds, fsync: tallies.syncSeconds };
  histogram(registry, { name: "raft_commit_latency_seconds", help: "From proposal to answer." }, spread.commit);
  histogram(registry, { name: "raft_apply_duration_seconds", help: "Of applying a slice of the log." }, spread.apply);
  histogram(registry, { name: "raft_fsync_duration_seconds", help: "Of writing and syncing a batch." }, spread.fsync);
  histogram(
    registry,
    { name: "raft_snapshot_duration_seconds", help: "Of saving a snapshot." },
    tallies.snapshotSeconds,
  );
  const kind = ["kind"];
  counters(registry, { name: "raft_messages_sent_total", help: "Messages to peers.", labels: kind }, () =>
    byKind(tallies.sentByKind),
  );
  counters(registry, { name: "raft_messages_received_total", help: "Messages from peers.", labels: kind }, () =>
    byKind(tallies.receivedByKind),
  );
}

function byKind(counts: ReadonlyMap<MessageKind, number>): Labelled<number> {
  return [...counts].map(([kind, count]) => [{ kind }, count]);
}

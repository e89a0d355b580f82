import type { ExerciseCounts } from "../../invariants/index.ts";
import type { DiskCounters, NetworkCounters } from "../sim/index.ts";
import type { ClientCounts } from "../workload/index.ts";
import type { DirectorCounts } from "./director.ts";

/** Everything that counts what happened in a run. */
export interface Counters {
  readonly cluster: Readonly<ExerciseCounts>;
  readonly network: NetworkCounters;
  readonly disk: DiskCounters;
  readonly director: Readonly<DirectorCounts>;
  readonly clients: readonly Readonly<ClientCounts>[];
}

/** What a run exercised, by the names that people read, in the order of the table. */
export function exercisedIn({ cluster, network, disk, director, clients }: Counters): Record<string, number> {
  const sumOf = (name: keyof ClientCounts) => clients.reduce((sum, counts) => sum + counts[name], 0);
  return {
    "elections started": cluster.electionsStarted,
    "contested elections": cluster.contestedElections,
    "leaders elected": cluster.leadersElected,
    "votes granted": cluster.votesGranted,
    "votes refused": cluster.votesRefused,
    "entries committed": cluster.entriesCommitted,
    "entries applied": cluster.entriesApplied,
    "conflicts truncated": cluster.conflictsTruncated,
    "entries truncated": cluster.entriesTruncated,
    crashes: cluster.crashes,
    "leader crashes": director.leaderCrashes,
    restarts: cluster.restarts,
    "crashes that lost unsynced writes": disk.crashesThatLostWrites,
    "writes lost": disk.writesLost,
    "writes torn": disk.writesTorn,
    syncs: disk.syncs,
    "log fetches": disk.reads,
    partitions: director.partitions,
    "one-way partitions": director.oneWayPartitions,
    heals: director.heals,
    "messages lost": network.droppedByLoss,
    "messages stopped by a cut": network.droppedByCut,
    "messages cut in flight": network.droppedInFlight,
    "messages to a crashed node": network.droppedAtDead,
    "messages duplicated": network.duplicated,
    "messages delayed": network.delayed,
    "messages reordered": network.reordered,
    "messages clogged": network.clogged,
    "messages corrupted": network.corrupted,
    "messages overtaken": network.overtaken,
    "client operations applied": cluster.operationsApplied,
    "client operations given up": cluster.operationsUnknown,
    "client retries": sumOf("retries"),
    "client redirects": sumOf("redirects"),
  };
}

/** A campaign in which one of these never happened has proved little: a test of the commands fails on it. */
export const ESSENTIAL: readonly string[] = [
  "contested elections",
  "leaders elected",
  "votes refused",
  "entries committed",
  "conflicts truncated",
  "leader crashes",
  "restarts",
  "crashes that lost unsynced writes",
  "writes torn",
  "log fetches",
  "partitions",
  "one-way partitions",
  "messages lost",
  "messages stopped by a cut",
  "messages cut in flight",
  "messages to a crashed node",
  "messages duplicated",
  "messages delayed",
  "messages overtaken",
  "client operations given up",
  "client retries",
  "client redirects",
];

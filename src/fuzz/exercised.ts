import type { ExerciseCounts } from "../../invariants/index.ts";
import type { FaultCounts } from "../chaos/index.ts";
import type { DiskCounters, EndCounters, NetworkCounters } from "../sim/index.ts";
import type { Lie } from "../sut/index.ts";
import type { ClientCounts } from "../workload/index.ts";

/** Everything that counts what happened in a run. */
export interface Counters {
  readonly cluster: Readonly<ExerciseCounts>;
  readonly network: NetworkCounters;
  readonly disk: DiskCounters;
  readonly ends: EndCounters;
  readonly faults: Readonly<FaultCounts>;
  /** By lie, how often it was told. */
  readonly lies: Readonly<Record<Lie, number>>;
  /** Operations at whose beginning two clocks were more than a second apart. */
  readonly clocksApart: number;
  readonly clients: readonly Readonly<ClientCounts>[];
}

/** What a run exercised, by the names that people read, in the order of the table. */
export function exercisedIn(counters: Counters): Record<string, number> {
  const { clients, cluster, disk, ends, faults, network } = counters;
  const { kinds, shapes } = faults;
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
    "leader crashes": faults.leaderCrashes,
    "crashes at the worst moment": ends.crashesAtMoments,
    "crashes of all nodes at once": kinds["crash-all"],
    restarts: cluster.restarts,
    "crashes that lost unsynced writes": disk.crashesThatLostWrites,
    "writes lost": disk.writesLost,
    "writes torn": disk.writesTorn,
    syncs: disk.syncs,
    "log fetches": disk.reads,
    "disks slowed": kinds["slow-disk"],
    "syncs failed": disk.syncsFailed,
    "disks filled": kinds["fill-disk"],
    "disks damaged": kinds["damage-disk"],
    pauses: kinds.pause,
    "nodes slowed": kinds["slow-node"],
    "clock jumps forward": kinds["jump-clock"] - faults.backwardJumps,
    "clock jumps backward": faults.backwardJumps,
    "clock rates changed": kinds["set-clock-rate"],
    "operations with clocks seconds apart": counters.clocksApart,
    partitions: kinds.partition,
    "one-way partitions": shapes["one-way"],
    "partitions with a bridge": shapes.bridge,
    "partitions into a ring": shapes.ring,
    "partitions of one node": shapes["isolate-one"],
    "partitions of the leader": shapes["isolate-leader"],
    "partitions with the leader in the minority": shapes["leader-in-minority"],
    "partitions with the leader in the majority": shapes["leader-in-majority"],
    "partitions that flap": shapes.flapping,
    "partitions that overlap": faults.overlappingPartitions,
    heals: kinds.heal,
    clogs: kinds.clog,
    "liars appointed": kinds["appoint-liars"],
    "lies: equivocate": counters.lies.equivocate,
    "lies: lie-votes": counters.lies["lie-votes"],
    "lies: fake-leader": counters.lies["fake-leader"],
    "lies: corrupt-log": counters.lies["corrupt-log"],
    "lies: silent-drop": counters.lies["silent-drop"],
    "faults left out to keep the budget": faults.spared,
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

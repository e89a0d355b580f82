import type { FaultCounts, Scenario } from "../../chaos/index.ts";
import type { Lie } from "../../sut/index.ts";
import type { ClientCounts } from "../../workload/index.ts";
import { type Mean, meansOf } from "./means.ts";
import { PROTOCOL_GROUPS } from "./protocol-things.ts";
import { type Counters, type Group, may, must, type Thing, tallied } from "./thing.ts";

/** A group of them, as the table shows them together. */
export interface ExerciseGroup {
  readonly title: string;
  readonly names: readonly string[];
}

const STOPS: readonly Mean[] = [
  "crash",
  "crash-after",
  "ambush",
  "crash-all",
  "fail-sync",
  "fill-disk",
  "damage-disk",
  "stop",
] as const;

const GROUPS: readonly Group[] = [
  [
    "elections",
    [
      may("elections started", ({ cluster }) => cluster.electionsStarted),
      may("contested elections", ({ cluster }) => cluster.contestedElections),
      may("leaders elected", ({ cluster }) => cluster.leadersElected),
      may("votes granted", ({ cluster }) => cluster.votesGranted),
      may("votes refused", ({ cluster }) => cluster.votesRefused),
      tallied("pre-votes asked for"),
    ],
  ],
  [
    "log",
    [
      may("entries committed", ({ cluster }) => cluster.entriesCommitted),
      may("entries applied", ({ cluster }) => cluster.entriesApplied),
      may("conflicts truncated", ({ cluster }) => cluster.conflictsTruncated),
      may("entries truncated", ({ cluster }) => cluster.entriesTruncated),
      may("log fetches", ({ disk }) => disk.reads),
    ],
  ],
  ...PROTOCOL_GROUPS,
  [
    "nodes",
    [
      may("crashes", ({ cluster }) => cluster.crashes, STOPS),
      may("leader crashes", ({ faults }) => faults.leaderCrashes, ["crash", "ambush", "crash-all"]),
      must("crashes at the worst moment", ({ ends }) => ends.crashesAtMoments, "crash-after"),
      must("crashes of all nodes at once", kind("crash-all"), "crash-all"),
      may("crashes that lost unsynced writes", ({ disk }) => disk.crashesThatLostWrites, STOPS),
      may("restarts", ({ cluster }) => cluster.restarts, STOPS),
      must("pauses", kind("pause"), "pause"),
      must("nodes slowed", kind("slow-node"), "slow-node"),
      may("faults left out to keep the budget", ({ faults }) => faults.spared, ["budget"]),
    ],
  ],
  [
    "disks",
    [
      may("syncs", ({ disk }) => disk.syncs),
      may("writes lost", ({ disk }) => disk.writesLost, STOPS),
      may("writes torn", ({ disk }) => disk.writesTorn, STOPS),
      must("disks slowed", kind("slow-disk"), "slow-disk"),
      may("syncs failed", ({ disk }) => disk.syncsFailed, ["fail-sync", "fill-disk"]),
      must("disks filled", kind("fill-disk"), "fill-disk"),
      must("disks damaged", kind("damage-disk"), "damage-disk"),
    ],
  ],
  [
    "clocks",
    [
      must(
        "clock jumps forward",
        ({ faults }) => faults.kinds["jump-clock"] - faults.backwardJumps,
        "jump-clock-forward",
      ),
      must("clock jumps backward", ({ faults }) => faults.backwardJumps, "jump-clock-backward"),
      must("clock rates changed", kind("set-clock-rate"), "set-clock-rate"),
      may("operations with clocks seconds apart", ({ clocksApart }) => clocksApart, ["clocks-apart"]),
    ],
  ],
  [
    "partitions",
    [
      must("partitions", kind("partition"), "partition"),
      must("one-way partitions", shape("one-way"), "one-way"),
      must("partitions with a bridge", shape("bridge"), "bridge"),
      must("partitions into a ring", shape("ring"), "ring"),
      must("partitions of one node", shape("isolate-one"), "isolate-one"),
      must("partitions of the leader", shape("isolate-leader"), "isolate-leader"),
      must("partitions with the leader in the minority", shape("leader-in-minority"), "leader-in-minority"),
      must("partitions with the leader in the majority", shape("leader-in-majority"), "leader-in-majority"),
      must("partitions that flap", shape("flapping"), "flapping"),
      may("partitions that overlap", ({ faults }) => faults.overlappingPartitions, ["partitions-at-once"]),
      must("heals", kind("heal"), "heal"),
      must("clogs", kind("clog"), "clog"),
    ],
  ],
  [
    "messages",
    [
      must("messages lost", ({ network }) => network.droppedByLoss, "lossPerMillion"),
      must("messages stopped by a cut", ({ network }) => network.droppedByCut, "partition"),
      must("messages cut in flight", ({ network }) => network.droppedInFlight, "partition"),
      may("messages to a crashed node", ({ network }) => network.droppedAtDead, STOPS),
      must("messages duplicated", ({ network }) => network.duplicated, "duplicationPerMillion"),
      must("messages delayed", ({ network }) => network.delayed, "delayPerMillion"),
      must("messages reordered", ({ network }) => network.reordered, "reorderingPerMillion"),
      must("messages clogged", ({ network }) => network.clogged, "clog"),
      may("messages corrupted", ({ network }) => network.corrupted, ["corruptionPerMillion", "corrupt-log"]),
      may("messages overtaken", ({ network }) => network.overtaken),
    ],
  ],
  [
    "liars",
    [
      must("liars appointed", kind("appoint-liars"), "appoint-liars"),
      lie("lies: equivocate", "equivocate"),
      lie("lies: lie-votes", "lie-votes"),
      lie("lies: fake-leader", "fake-leader"),
      lie("lies: corrupt-log", "corrupt-log"),
      lie("lies: silent-drop", "silent-drop"),
    ],
  ],
  [
    "clients",
    [
      may("client operations applied", ({ cluster }) => cluster.operationsApplied),
      may("client operations given up", ({ cluster }) => cluster.operationsUnknown),
      may("client retries", ofClients("retries")),
      may("client redirects", ofClients("redirects")),
      may("retries deduplicated", ({ cluster }) => cluster.retriesDeduplicated),
      may("sessions registered", ({ sessions }) => sessions.registered),
      may("sessions expired", ({ sessions }) => sessions.expired),
      may("sessions crowded out", ({ sessions }) => sessions.crowdedOut),
      may("expired sessions met by clients", ({ cluster }) => cluster.operationsExpired),
      may("histories too long to judge", ({ historiesTooLong }) => historiesTooLong),
    ],
  ],
  [
    "gossip",
    [
      must("operations answered by gossip", ofNodes("operations answered by gossip"), "gossip"),
      must("gossip messages sent", ofNodes("gossip messages sent"), "gossip"),
      tallied("copies of operations ignored", ["gossip"]),
    ],
  ],
];

/** In the order of the table. */
export const THINGS: readonly Thing[] = GROUPS.flatMap(([, things]) => things);

/** In the order of the table. */
export const EXERCISE_GROUPS: readonly ExerciseGroup[] = GROUPS.map(([title, things]) => ({
  title,
  names: things.map(({ name }) => name),
}));

/** What a run exercised, by the names that people read, in the order of the table. */
export function exercisedIn(counters: Counters): Record<string, number> {
  return Object.fromEntries(THINGS.map(({ name, count }) => [name, count(counters)]));
}

/** What cannot happen in the storm of a scenario, or of kraft-fuzz's own mix if there is none. */
export function outOfReach(scenario: Scenario | undefined): ReadonlySet<string> {
  const means = meansOf(scenario);
  const unreachable = THINGS.filter(({ needs }) => needs !== undefined && !needs.some((mean) => means.has(mean)));
  return new Set(unreachable.map(({ name }) => name));
}

function lie(name: string, told: Lie): Thing {
  return must(name, ({ lies }) => lies[told], told);
}

function kind(of: keyof FaultCounts["kinds"]): Thing["count"] {
  return ({ faults }) => faults.kinds[of];
}

function shape(of: keyof FaultCounts["shapes"]): Thing["count"] {
  return ({ faults }) => faults.shapes[of];
}

function ofNodes(name: string): Thing["count"] {
  return ({ tallies }) => tallies.get(name) ?? 0;
}

function ofClients(name: keyof ClientCounts): Thing["count"] {
  return ({ clients }) => clients.reduce((sum, counts) => sum + counts[name], 0);
}

import { beforeAll, describe, expect, test } from "vitest";
import { Calm } from "../../../../src/fuzz/calm/calm.ts";
import { type Cluster, clientIds, leadersOf, nodesUp, submitTo, viewOf } from "../../../../src/fuzz/cluster.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import type { RaftCore } from "../../../../src/fuzz/run.ts";
import { type ClusterOptions, createCluster, passTime } from "../small-cluster.ts";
import { calmPlan, createNemesis } from "../storms.ts";

const LOOK_US = 500;

/** Logs keep nothing that a snapshot holds, and a snapshot goes in eight pieces. */
const SHORT_LOGS = { keptEntries: 0, snapshotChunkBytes: 512 };

function begin(options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = createCluster({ nodes: 5, clients: 3, settings: SHORT_LOGS, ...options });
  passTime(cluster, 1_000_000);
  for (const id of clientIds(cluster)) submitTo(cluster, id);
  passTime(cluster, 100_000);
  return cluster;
}

/** Lets a calm that leaves a follower behind run to its end: how it ended, and who was seen down. */
function sitOut(cluster: Cluster): { readonly end: string; readonly crashed: readonly number[] } {
  const calm = new Calm(cluster, calmPlan({ kind: "straggler" }), createNemesis());
  const crashed = new Set<number>();
  let end = calm.look(cluster);
  for (let looks = 0; end === "calm"; looks++) {
    for (let id = 1; id <= cluster.nodes; id++) if (!cluster.isUp(id)) crashed.add(id);
    passTime(cluster, LOOK_US);
    // What is done to the straggler asks for a close look; all else is looked at as seldom as in a run.
    if (crashed.size > 0 || looks % 50 === 0) end = calm.look(cluster);
  }
  return { end, crashed: [...crashed] };
}

describe("a follower that is left behind", () => {
  test("crashes twice in the midst of a snapshot, and catches up in the end", () => {
    const cluster = begin();
    const [leader] = leadersOf(cluster);
    const { end, crashed } = sitOut(cluster);
    expect(end).toBe("settled");
    expect(crashed).toHaveLength(1);
    expect(crashed).not.toContain(leader);
    const { crashes, restarts, snapshotsInstalled } = cluster.witness.counts;
    expect({ crashes, restarts, snapshotsInstalled }).toEqual({ crashes: 3, restarts: 3, snapshotsInstalled: 1 });
    expect(cluster.tallies.get("snapshot streams begun anew")).toBeGreaterThanOrEqual(1);
    const { lastIndex } = viewOf(cluster, leader!)!;
    expect(nodesUp(cluster)).toHaveLength(5);
    for (const id of nodesUp(cluster))
      expect(viewOf(cluster, id)).toMatchObject({ lastIndex, appliedIndex: lastIndex });
  });

  test("catches up by entries where the others' logs go back for ever", () => {
    const cluster = begin({ settings: { keptEntries: 1_000_000, maxMessageBytes: 1, maxInflightMessages: 1 } });
    expect(sitOut(cluster).end).toBe("settled");
    const { crashes, snapshotsInstalled } = cluster.witness.counts;
    expect({ crashes, snapshotsInstalled }).toEqual({ crashes: 3, snapshotsInstalled: 0 });
  });

  test("is none where the others could not go on without it", () => {
    const cluster = begin({ nodes: 2 });
    expect(sitOut(cluster)).toEqual({ end: "settled", crashed: [] });
  });
});

describe("a leader that goes on where the follower was before it crashed", () => {
  let core: RaftCore;
  beforeAll(async () => {
    const edit = {
      id: "resumes-beyond",
      file: "streaming.ts",
      find: "readPiece(raft, output, peer, stream.index, response.offset);",
      replace: "readPiece(raft, output, peer, stream.index, Math.max(stream.offset, response.offset));",
    };
    core = (await import(await buildMutant(edit))) as RaftCore;
  });

  test("is found", () => {
    expect(sitOut(begin({ core })).end).toBe("unsettled");
  });
});

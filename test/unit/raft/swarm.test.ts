import { describe, expect, test } from "vitest";
import { Output } from "../../../src/raft/index.ts";
import { Swarm } from "./swarm.ts";

const SEEDS = Array.from({ length: 60 }, (_, position) => position + 1);

const SNAPSHOTS_ALL_THE_TIME = {
  snapshotIntervalEntries: 2,
  keptEntries: 0,
  snapshotChunkBytes: 10,
  maxUncommittedBytes: 400,
  maxPendingReads: 100,
};

describe("cores under random loss, reordering, duplication, crashes and limits", () => {
  const total: Swarm["exercised"] = { ...new Swarm(1).exercised };

  test.each(
    SEEDS.flatMap(
      (seed) =>
        [
          [seed, "as it comes", {}],
          [seed, "with snapshots all the time", SNAPSHOTS_ALL_THE_TIME],
        ] as const,
    ),
  )("seed %i, %s: what must hold holds, and the cluster recovers", (seed, _, limits) => {
    const swarm = new Swarm(seed, limits);
    for (let storm = 0; storm < 3; storm++) {
      swarm.run(2_500);
      expect(swarm.settle()).toBe(true);
      // All is committed, so the whole allowance is free again; one byte more can never be taken.
      const { raft, options, nowUs } = swarm.leader!;
      const proposals = [{ data: "all", bytes: options.maxUncommittedBytes }];
      const fork = raft!.fork();
      const output = new Output();
      fork.step(nowUs, { kind: "propose", proposals }, output);
      expect(output.rejections).toEqual([]);
      fork.step(nowUs, { kind: "propose", proposals: [{ data: "more", bytes: 1 }] }, output);
      expect(output.rejections.map(({ reason }) => reason)).toEqual(["too-much-uncommitted"]);
    }
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += swarm.exercised[name];
  });

  test("the seeds together exercised what they are for", () => {
    expect(total.fetches).toBeGreaterThan(500);
    expect(total.rejections).toBeGreaterThan(1_000);
    expect(total.truncations).toBeGreaterThan(20);
    expect(total.terms).toBeGreaterThan(300);
    expect(total.crashes).toBeGreaterThan(200);
    expect(total.changes).toBeGreaterThan(400);
    expect(total.joints).toBeGreaterThan(100);
    expect(total.snapshots).toBeGreaterThan(500);
    expect(total.compactions).toBeGreaterThan(500);
    expect(total.installations).toBeGreaterThan(300);
    expect(total.installationsWhileApplying).toBeGreaterThan(0);
    expect(total.chunksOutOfOrder).toBeGreaterThan(0);
    expect(total.refusedAsOld).toBeGreaterThan(0);
  });
});

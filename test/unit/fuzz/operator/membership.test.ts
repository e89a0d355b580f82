import { describe, expect, test } from "vitest";
import { type Cluster, clientIds, leadersOf, submitTo, viewOf } from "../../../../src/fuzz/cluster.ts";
import type { MembershipStep } from "../../../../src/raft/index.ts";
import type { NodeProgram } from "../../../../src/sut/index.ts";
import { createCluster, passTime } from "../small-cluster.ts";

/** Three founders, and nodes 4 and 5 that begin with nothing. */
function clusterWithSpares(): Cluster {
  const cluster = createCluster({ nodes: 5, settings: { founders: [1, 2, 3] } });
  passTime(cluster, 1_000_000);
  return cluster;
}

function leaderOf(cluster: Cluster): number {
  return leadersOf(cluster).sort((one, other) => viewOf(cluster, other)!.term - viewOf(cluster, one)!.term)[0]!;
}

/** The leader is told; then everybody has time. */
function change(cluster: Cluster, ...steps: readonly MembershipStep[]): void {
  const leader = leaderOf(cluster);
  const program = cluster.program(leader) as NodeProgram;
  program.order(cluster.process(leader), {
    kind: "change-membership",
    change: { kind: "change", steps, transition: "auto" },
  });
  for (const client of clientIds(cluster)) submitTo(cluster, client);
  passTime(cluster, 2_000_000);
}

describe("a cluster in the world", () => {
  test("goes over to other nodes, one set of them at once, and works on", () => {
    const cluster = clusterWithSpares();
    change(cluster, { kind: "add-learner", node: 4 });
    expect(viewOf(cluster, 4)!.configuration.learners).toEqual([4]);
    const first = leaderOf(cluster);
    const second = (first % 3) + 1;
    change(
      cluster,
      { kind: "add-voter", node: 4 },
      { kind: "add-voter", node: 5 },
      { kind: "remove", node: first },
      { kind: "remove", node: second },
    );
    const voters = [1, 2, 3, 4, 5].filter((node) => node !== first && node !== second);
    for (const node of [1, 2, 3, 4, 5]) {
      const { configuration, isConfigurationCommitted, mayCampaign } = viewOf(cluster, node)!;
      expect({ configuration, isConfigurationCommitted }).toMatchObject({
        configuration: { voters, outgoing: [], learners: [] },
        isConfigurationCommitted: true,
      });
      expect(mayCampaign).toBe(voters.includes(node));
    }
    expect(voters).toContain(leaderOf(cluster));
    const committed = viewOf(cluster, leaderOf(cluster))!.commitIndex;
    for (const client of clientIds(cluster)) submitTo(cluster, client);
    passTime(cluster, 2_000_000);
    expect(viewOf(cluster, leaderOf(cluster))!.commitIndex).toBeGreaterThan(committed);
    const fork = cluster.fork();
    for (const one of [fork, cluster]) passTime(one, 500_000);
    expect(fork.fingerprint).toBe(cluster.fingerprint);
  });
});

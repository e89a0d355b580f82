import { appointJudge, type Expectation, type Judge } from "../../../invariants/index.ts";
import type { Cluster } from "../../../src/fuzz/cluster.ts";
import { ELECTION_TIMEOUT_US } from "../../../src/fuzz/profile/timing.ts";
import { DEFAULT_SESSION_LIMITS } from "../../../src/machine/index.ts";
import { type Director, FAIR_CONDITIONS, TRUE_CLOCK, World } from "../../../src/sim/index.ts";
import * as shippedCore from "../../../src/sut/core.ts";
import { NO_LIMIT, type NodeSettings, type RaftCore, RaftHost, SUPPLIED_OBSERVATIONS } from "../../../src/sut/index.ts";
import { ClientHost, createClientOptions, History, KEY_VALUE_APPLICATION } from "../../../src/workload/index.ts";

export interface ClusterOptions {
  readonly seed: string;
  readonly nodes: number;
  /** Nodes behind those, which begin empty and outside of the cluster. */
  readonly spares: number;
  readonly clients: number;
  readonly core: RaftCore;
  readonly canLie: boolean;
  /** Instead of a cluster with pre-vote and check-quorum. */
  readonly settings: Partial<NodeSettings>;
  readonly expects: Expectation;
  readonly director: Director<Cluster>;
}

/** A director who does nothing: the test does everything itself, between slices of time. */
export const IDLE_DIRECTOR: Director<Cluster> = { act: () => {}, fork: () => IDLE_DIRECTOR };

/** A quiet cluster on a good network, without any fault that the test does not bring. */
export function createCluster(options: Partial<ClusterOptions> = {}): Cluster {
  const { seed = "quiet", nodes = 3, clients = 2, core = shippedCore, director = IDLE_DIRECTOR } = options;
  const { canLie = false, expects = "safety", spares = 0 } = options;
  const all = Array.from({ length: nodes + spares }, (_, place) => place + 1);
  const founders = Array.from({ length: nodes }, (_, place) => place + 1);
  const settings = {
    founders,
    electionTimeoutUs: ELECTION_TIMEOUT_US,
    heartbeatIntervalUs: 30_000,
    preVote: true,
    checkQuorum: true,
    leaseUs: 0,
    maxMessageBytes: 100_000,
    maxInflightMessages: 16,
    maxInflightBytes: 1_000_000,
    maxUncommittedBytes: 1_000_000,
    maxPendingReads: 1_000,
    maxCachedBytes: 1_000_000,
    snapshotIntervalEntries: 20,
    snapshotIntervalBytes: NO_LIMIT,
    snapshotIntervalUs: NO_LIMIT,
    keptEntries: 1_000,
    snapshotChunkBytes: 1_000,
    appliesSlowly: false,
    gatherRequests: false,
    sessions: DEFAULT_SESSION_LIMITS,
    ...options.settings,
  };
  const clientOptions = createClientOptions(all, 2_000, ELECTION_TIMEOUT_US, settings.sessions.expiryUs);
  return new World<Judge>({
    seed,
    nodes: all.length,
    clients,
    nodeHost: new RaftHost(settings, core, () => KEY_VALUE_APPLICATION.createMachine(), canLie),
    clientHost: new ClientHost(clientOptions, KEY_VALUE_APPLICATION),
    network: {
      latencyUs: 500,
      jitterUs: 500,
      unreachablePerMillion: 0,
      inOrder: false,
      conditions: FAIR_CONDITIONS,
    },
    disk: {
      syncMinUs: 100,
      syncMaxUs: 200,
      readMinUs: 100,
      readMaxUs: 200,
      slowReadsPerMillion: 0,
      slowReadUs: 0,
      crashLosesPerMillion: 500_000,
      crashTearsPerMillion: 0,
    },
    clocks: Array.from({ length: all.length + clients }, () => TRUE_CLOCK),
    witness: appointJudge({
      nodes: all.length,
      founders,
      supplied: SUPPLIED_OBSERVATIONS,
      history: new History(),
      expects,
    }),
    director,
  });
}

export function passTime(cluster: Cluster, forUs: number): void {
  cluster.runUntil(cluster.nowUs + forUs);
}

import { DEFAULT_LIMITS } from "../../http/index.ts";
import { DEFAULT_OPTIONS, timesFollowing } from "../../main/node-options.ts";
import type { Configuration } from "./schema.ts";

const VALUES_IN_A_COMMAND = 2;

/** What is wrong at a path of the file. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What does not go together, although each setting by itself is fine. What is not set counts as its default. */
export function contradictions(configuration: Configuration): Complaint[] {
  return [...checkTimes(configuration), ...checkSizes(configuration), ...checkCluster(configuration)];
}

function checkTimes({ raft = {} }: Configuration): Complaint[] {
  const election = raft.election_timeout ?? DEFAULT_OPTIONS.electionTimeoutMs;
  const following = timesFollowing(election);
  const heartbeat = raft.heartbeat_interval ?? following.heartbeatIntervalMs;
  const lease = raft.lease ?? following.leaseMs;
  const found: Complaint[] = [];
  if (heartbeat * 2 > election) {
    const message = `${heartbeat}ms is more than half of the election timeout, ${election}ms: one late heartbeat would cost the leader its place`;
    found.push({ path: placeOf(raft, "heartbeat_interval", "election_timeout"), message });
  }
  if (lease >= election) {
    const message = `${lease}ms is not below the election timeout, ${election}ms: two leaders could answer`;
    found.push({ path: placeOf(raft, "lease", "election_timeout"), message });
  }
  return found;
}

/** A compare-and-set carries two values, and what is larger than all that may wait would never be taken. */
function checkSizes({ raft = {}, limits = {} }: Configuration): Complaint[] {
  const value = limits.value_size ?? DEFAULT_LIMITS.maxValueBytes;
  const uncommitted = raft.max_uncommitted ?? DEFAULT_OPTIONS.maxUncommittedBytes;
  if (value * VALUES_IN_A_COMMAND < uncommitted) return [];
  const message = `two values of ${value} bytes do not fit into raft.max_uncommitted, ${uncommitted} bytes`;
  const path = limits.value_size === undefined ? ["raft", "max_uncommitted"] : ["limits", "value_size"];
  return [{ path, message }];
}

function checkCluster({ cluster = {} }: Configuration): Complaint[] {
  const { id, nodes, join } = cluster;
  if (id !== undefined && nodes !== undefined && join !== true && nodes.every((node) => node.id !== id)) {
    return [{ path: ["cluster", "id"], message: `there is no server ${id} in cluster.nodes` }];
  }
  if (join === true && nodes !== undefined && nodes.length === 1) {
    return [{ path: ["cluster", "join"], message: "cluster.nodes names nobody to join" }];
  }
  return [];
}

/** The first of these settings that the file has. */
function placeOf(raft: object, ...names: readonly string[]): PropertyKey[] {
  return ["raft", names.find((name) => name in raft) ?? names[0]!];
}

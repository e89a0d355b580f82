import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "../../machine/index.ts";
import type { NodeId } from "../../raft/index.ts";
import type { NodeAddress } from "../node/node.ts";
import { DEFAULT_TUNING, type TransportTls, type TransportTuning } from "../transport/options.ts";

/** How the node of one server is set up. Durations are milliseconds, sizes bytes. All but the first few have defaults. */
export interface NodeOptions {
  readonly id: NodeId;
  readonly dataDirectory: string;
  /** Where the others reach this server. */
  readonly address: NodeAddress;
  /** Where the others are found. The API address of a server may be empty: it tells it itself. */
  readonly peers: ReadonlyMap<NodeId, NodeAddress>;
  /** Their transports are found there, whatever they announce: something stands between. */
  readonly pinsPeers: boolean;
  /** It waits until the servers of a cluster that is there add it. Otherwise it founds one, together with its peers. */
  readonly joins: boolean;
  /** Servers of different clusters do not talk to each other. */
  readonly cluster: string;
  /** Where the transport listens, if not at the address that the others are told. */
  readonly transportListen: string | undefined;
  /** The same on every server of a cluster. */
  readonly transport: "tcp" | "grpc";
  readonly tls: TransportTls | undefined;
  readonly transportTuning: TransportTuning;
  /** A follower that hears nothing from its leader for this long, or up to twice as long, asks for votes. */
  readonly electionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /**
   * For so long after a quorum has answered, a leader answers lease reads alone. Its part of the election timeout bounds
   * how far clocks may differ in speed.
   */
  readonly leaseMs: number;
  /** A snapshot is taken when the log has grown by so many entries, or bytes. */
  readonly snapshotEntries: number;
  readonly snapshotBytes: number;
  /** Entries that stay in the log although they are in the snapshot, for followers that are not far behind. */
  readonly keptEntries: number;
  readonly segmentBytes: number;
  /** More than this is not begun before something of it is committed: writes are refused meanwhile. */
  readonly maxUncommittedBytes: number;
  /** Entries that are kept in memory. */
  readonly maxCachedBytes: number;
  readonly maxPendingReads: number;
  readonly sessions: SessionLimits;
}

type Required = "id" | "dataDirectory" | "address" | "peers";

const MEBIBYTE = 1024 * 1024;

/** What a frame holds beside one entry. */
const FRAME_EXTRA_BYTES = 64 * 1024;

/** Of the election timeout. Four heartbeats may be lost; a clock may run half as fast again as another. */
const HEARTBEAT_SHARE = 1 / 5;
const LEASE_SHARE = 2 / 3;

export const DEFAULT_OPTIONS: Omit<NodeOptions, Required | "heartbeatIntervalMs" | "leaseMs"> = {
  pinsPeers: false,
  joins: false,
  cluster: "kraft",
  transportListen: undefined,
  transport: "tcp",
  tls: undefined,
  transportTuning: DEFAULT_TUNING,
  // A killed leader is replaced in about 400 ms, and a node may stand still for 200 ms and lead on.
  electionTimeoutMs: 300,
  snapshotEntries: 200_000,
  snapshotBytes: 64 * MEBIBYTE,
  keptEntries: 20_000,
  segmentBytes: 16 * MEBIBYTE,
  maxUncommittedBytes: 16 * MEBIBYTE,
  maxCachedBytes: 8 * MEBIBYTE,
  maxPendingReads: 10_000,
  sessions: { ...DEFAULT_SESSION_LIMITS, maxBytes: 64 * MEBIBYTE },
};

/** Options contradict each other. The message is one clear line. */
export class NodeOptionsError extends Error {
  override readonly name = "NodeOptionsError";
}

/**
 * What is said, and the defaults; heartbeat and lease follow the election timeout unless they are said. Throws a
 * `NodeOptionsError`.
 */
export function nodeOptions(said: Pick<NodeOptions, Required> & Partial<NodeOptions>): NodeOptions {
  const { electionTimeoutMs } = { ...DEFAULT_OPTIONS, ...said };
  const options = { ...DEFAULT_OPTIONS, ...timesFollowing(electionTimeoutMs), ...said };
  checkTimes(options);
  checkSizes(options);
  return options;
}

/** Heartbeat and lease where nothing is said of them. */
export function timesFollowing(electionTimeoutMs: number) {
  return {
    heartbeatIntervalMs: Math.ceil(electionTimeoutMs * HEARTBEAT_SHARE),
    leaseMs: Math.floor(electionTimeoutMs * LEASE_SHARE),
  };
}

function checkTimes({ electionTimeoutMs, heartbeatIntervalMs, leaseMs }: NodeOptions): void {
  for (const [name, value] of Object.entries({ heartbeatIntervalMs, leaseMs })) {
    if (value < electionTimeoutMs) continue;
    throw new NodeOptionsError(`${name} ${value} must be below electionTimeoutMs ${electionTimeoutMs}`);
  }
}

/** An entry that was taken and fits into no frame would never reach a follower, and nothing behind it would. */
function checkSizes({ maxUncommittedBytes, transportTuning: { maxFrameBytes } }: NodeOptions): void {
  if (maxUncommittedBytes + FRAME_EXTRA_BYTES <= maxFrameBytes) return;
  throw new NodeOptionsError(
    `maxUncommittedBytes ${maxUncommittedBytes} must be ${FRAME_EXTRA_BYTES} below maxFrameBytes ${maxFrameBytes}`,
  );
}

import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "../../machine/index.ts";
import type { NodeId } from "../../raft/index.ts";
import type { NodeAddress } from "../node/node.ts";
import { DEFAULT_TUNING, type TransportTls, type TransportTuning } from "../transport/options.ts";

/** How one server is set up. Durations are milliseconds, sizes bytes. All but the first few have defaults. */
export interface ServerOptions {
  readonly id: NodeId;
  readonly dataDirectory: string;
  /** Where the others reach this server. */
  readonly address: NodeAddress;
  /** Where the others are found. The API address of a server may be empty: it tells it itself. */
  readonly peers: ReadonlyMap<NodeId, NodeAddress>;
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

export const DEFAULT_OPTIONS: Omit<ServerOptions, Required> = {
  joins: false,
  cluster: "kraft",
  transportListen: undefined,
  transport: "tcp",
  tls: undefined,
  transportTuning: DEFAULT_TUNING,
  // A killed leader is replaced in about 450 ms, while a node may stand still for 300 ms and lead on.
  electionTimeoutMs: 300,
  heartbeatIntervalMs: 60,
  leaseMs: 200,
  snapshotEntries: 200_000,
  snapshotBytes: 64 * MEBIBYTE,
  keptEntries: 20_000,
  segmentBytes: 16 * MEBIBYTE,
  maxUncommittedBytes: 32 * MEBIBYTE,
  maxCachedBytes: 8 * MEBIBYTE,
  maxPendingReads: 10_000,
  sessions: DEFAULT_SESSION_LIMITS,
};

/** The defaults, and what is said otherwise. */
export function serverOptions(said: Pick<ServerOptions, Required> & Partial<ServerOptions>): ServerOptions {
  return { ...DEFAULT_OPTIONS, ...said };
}

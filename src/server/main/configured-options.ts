import { readFileSync } from "node:fs";
import { type ApiLimits, DEFAULT_LIMITS } from "../http/index.ts";
import type { NodeAddress } from "../node/node.ts";
import { type Configuration, ConfigurationError, type LogLevel } from "../operations/configuration/index.ts";
import { type Address, isWildcard, parseAddress, textOfAddress } from "../transport/address.ts";
import type { TransportTls } from "../transport/options.ts";
import { DEFAULT_OPTIONS, type NodeOptions, nodeOptions, timesFollowing } from "./node-options.ts";
import type { ServerOptions } from "./server-options.ts";

/** What was typed on the command line. It wins over the file. */
export interface TypedSettings {
  readonly id?: number | undefined;
  readonly dataDirectory?: string | undefined;
  /** Where the others and clients find it. */
  readonly host?: string | undefined;
  /** Where it listens, if not there. */
  readonly listenHost?: string | undefined;
  readonly transportPort?: number | undefined;
  readonly apiPort?: number | undefined;
  readonly peers?: ReadonlyMap<number, NodeAddress> | undefined;
  readonly pinsPeers?: boolean | undefined;
  readonly joins?: boolean | undefined;
}

export const DEFAULT_HOST = "127.0.0.1";
export const DEFAULT_TRANSPORT_PORT = 8001;
export const DEFAULT_API_PORT = 9001;
const DEFAULT_SAMPLE_PER_MILLION = 10_000;

/**
 * How a server is started: the defaults, what the file says otherwise, and what was typed.
 *
 * @throws ConfigurationError if something is missing, or does not go together.
 */
export function configuredOptions(configuration: Configuration, typed: TypedSettings, version: string): ServerOptions {
  const { cluster = {}, metrics, tracing } = configuration;
  const id = typed.id ?? cluster.id;
  if (id === undefined) throw missing("the number of this server", "--id", "cluster.id");
  const dataDirectory = typed.dataDirectory ?? configuration.storage?.data_dir;
  if (dataDirectory === undefined) throw missing("where this server keeps its data", "--data-dir", "storage.data_dir");
  const places = placesOf(id, configuration, typed);
  const peers = peersOf(id, configuration, typed);
  const joins = typed.joins ?? cluster.join ?? DEFAULT_OPTIONS.joins;
  const pinsPeers = typed.pinsPeers ?? DEFAULT_OPTIONS.pinsPeers;
  if (peers.has(id)) throw new ConfigurationError([`--peers names the others, and ${id} is this server itself`]);
  if (typed.peers === undefined && !joins && peers.size > 0 && peers.size === cluster.nodes?.length) {
    throw new ConfigurationError([`server ${id} is not among those in cluster.nodes`]);
  }
  return {
    node: nodeOptions({
      ...settingsOf(configuration),
      ...places.node,
      id,
      dataDirectory,
      peers,
      pinsPeers,
      joins,
    }),
    apiHost: places.apiListen.host,
    apiPort: places.apiListen.port,
    limits: limitsOf(configuration),
    hasMetrics: metrics?.enabled ?? true,
    tracing: tracing && { endpoint: tracing.endpoint, samplePerMillion: tracing.sample ?? DEFAULT_SAMPLE_PER_MILLION },
    logLevel: logLevelOf(configuration),
    version,
  };
}

export function limitsOf({ limits = {} }: Configuration): ApiLimits {
  return {
    maxKeyBytes: limits.key_size ?? DEFAULT_LIMITS.maxKeyBytes,
    maxValueBytes: limits.value_size ?? DEFAULT_LIMITS.maxValueBytes,
    maxInFlight: limits.in_flight ?? DEFAULT_LIMITS.maxInFlight,
    requestTimeoutMs: limits.request_timeout ?? DEFAULT_LIMITS.requestTimeoutMs,
  };
}

export function logLevelOf({ log }: Configuration): LogLevel {
  return log?.level ?? "info";
}

/** What the file says of the node itself, and the defaults. */
function settingsOf({ cluster = {}, raft = {}, snapshot = {}, storage = {}, transport = {} }: Configuration) {
  const electionTimeoutMs = raft.election_timeout ?? DEFAULT_OPTIONS.electionTimeoutMs;
  const following = timesFollowing(electionTimeoutMs);
  return {
    cluster: cluster.name ?? DEFAULT_OPTIONS.cluster,
    electionTimeoutMs,
    heartbeatIntervalMs: raft.heartbeat_interval ?? following.heartbeatIntervalMs,
    leaseMs: raft.lease ?? following.leaseMs,
    maxUncommittedBytes: raft.max_uncommitted ?? DEFAULT_OPTIONS.maxUncommittedBytes,
    snapshotEntries: snapshot.every_entries ?? DEFAULT_OPTIONS.snapshotEntries,
    snapshotBytes: snapshot.every_bytes ?? DEFAULT_OPTIONS.snapshotBytes,
    keptEntries: snapshot.kept_entries ?? DEFAULT_OPTIONS.keptEntries,
    segmentBytes: storage.segment_size ?? DEFAULT_OPTIONS.segmentBytes,
    transport: transport.kind ?? DEFAULT_OPTIONS.transport,
    tls: transport.tls && readTls(transport.tls),
  };
}

/** Where this server listens, and where the others and clients find it. */
function placesOf(id: number, { cluster, api = {}, transport = {} }: Configuration, typed: TypedSettings) {
  const own = cluster?.nodes?.find((node) => node.id === id);
  const toldTransport = own && parseAddress(own.transport);
  const toldApi = own?.api === undefined ? undefined : parseAddress(own.api);
  const transportAddress: Address = {
    host: typed.host ?? toldTransport?.host ?? DEFAULT_HOST,
    port: typed.transportPort ?? toldTransport?.port ?? DEFAULT_TRANSPORT_PORT,
  };
  const apiAddress: Address = {
    host: typed.host ?? toldApi?.host ?? transportAddress.host,
    port: typed.apiPort ?? toldApi?.port ?? api.http_port ?? DEFAULT_API_PORT,
  };
  for (const address of [transportAddress, apiAddress]) if (isWildcard(address)) throw unfindable(address, "--host");
  const apiListen: Address = {
    host: typed.listenHost ?? typed.host ?? api.host ?? apiAddress.host,
    port: typed.apiPort ?? api.http_port ?? apiAddress.port,
  };
  const transportListen = transportListenOf(transportAddress, transport.listen, typed);
  if (transportListen === textOfAddress(apiListen)) {
    throw new ConfigurationError([`the transport and the API cannot both listen at ${transportListen}`]);
  }
  const told = { transport: textOfAddress(transportAddress), api: textOfAddress(apiAddress) };
  const node: Pick<NodeOptions, "address" | "transportListen"> = {
    address: told,
    transportListen: transportListen === told.transport ? undefined : transportListen,
  };
  return { node, apiListen };
}

/** What was typed of where it is found counts for where it listens, too. */
function transportListenOf(found: Address, listen: string | undefined, typed: TypedSettings): string {
  const isTyped = typed.host !== undefined || typed.transportPort !== undefined;
  const inFile = isTyped || listen === undefined ? found : parseAddress(listen)!;
  return textOfAddress({ host: typed.listenHost ?? inFile.host, port: inFile.port });
}

function peersOf(id: number, { cluster }: Configuration, typed: TypedSettings): ReadonlyMap<number, NodeAddress> {
  for (const { transport, api } of typed.peers?.values() ?? []) {
    for (const address of [parseAddress(transport), parseAddress(api)]) {
      if (address !== undefined && isWildcard(address)) throw unfindable(address, "--peers");
    }
  }
  if (typed.peers !== undefined) return typed.peers;
  const others = (cluster?.nodes ?? []).filter((node) => node.id !== id);
  return new Map(others.map((node) => [node.id, { transport: node.transport, api: node.api ?? "" }]));
}

function readTls(files: {
  readonly authorities: string;
  readonly certificate: string;
  readonly key: string;
}): TransportTls {
  return { authorities: readPem(files.authorities), certificate: readPem(files.certificate), key: readPem(files.key) };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigurationError([`transport.tls: ${file} cannot be read: ${(error as Error).message}`]);
  }
}

function unfindable(address: Address, flag: string): ConfigurationError {
  return new ConfigurationError([
    `nobody is found at ${textOfAddress(address)}: ${flag} takes the address that others use; ` +
      "to listen elsewhere, give --listen, or transport.listen and api.host in the configuration file",
  ]);
}

function missing(what: string, flag: string, setting: string): ConfigurationError {
  return new ConfigurationError([`${what} is missing: give ${flag}, or ${setting} in the configuration file`]);
}

import { randomInt } from "node:crypto";
import type { NodeId } from "../../raft/index.ts";
import { type DataDirectory, openDataDirectory } from "../files/data-directory.ts";
import { Listeners } from "../node/listeners.ts";
import { LiveNode } from "../node/live-node.ts";
import { SYSTEM_CLOCK } from "../node/node-clock.ts";
import type { NodeListener } from "../node/node-listener.ts";
import type { NodeParts, NodeSettings } from "../node/node-parts.ts";
import type { TransportOptions } from "../transport/options.ts";
import { tcpTransport } from "../transport/tcp/tcp-transport.ts";
import type { Transport } from "../transport/transport.ts";
import type { TransportWatcher } from "../transport/watcher.ts";
import { connectionLimits } from "./connection-limits.ts";
import { coreOptions } from "./core-options.ts";
import type { NodeOptions } from "./node-options.ts";

/** The only Raft group of a server, so far. */
const GROUP = 0;

/** A node that runs in its directory. */
export interface RunningNode {
  readonly node: LiveNode;
  /** Hands leadership over, ends the node, and gives its directory back. */
  stop(): Promise<void>;
}

/** What is put in the place of the ordinary part, and who listens. */
export interface NodeReplacements extends Partial<Pick<NodeParts, "transport" | "runner" | "clock" | "claim">> {
  readonly listeners?: readonly NodeListener[];
  /** Of the ordinary transport. */
  readonly watcher?: TransportWatcher;
  /** Is told, in one line, when the start takes long because nobody knows whether another has the directory. */
  readonly waits?: (line: string) => void;
}

/**
 * Starts a node. Throws a `DataDirectoryError`, a `DamagedFilesError`, a `FileError` or a `TransportError`, each of them
 * one clear line.
 */
export async function startNode(options: NodeOptions, parts: NodeReplacements = {}): Promise<RunningNode> {
  const { cluster, dataDirectory, id } = options;
  const identity = { cluster, node: id, group: GROUP, founders: foundersOf(options) };
  const directory = await openDataDirectory(dataDirectory, identity, parts.waits);
  try {
    const node = await LiveNode.start(settingsOf(options, directory), await partsOf(options, directory, parts));
    const stop = async () => {
      await node.stop();
      directory.unlock();
    };
    return { node, stop };
  } catch (error) {
    directory.unlock();
    throw error;
  }
}

function foundersOf({ id, joins, peers }: NodeOptions): readonly NodeId[] {
  return joins ? [] : [id, ...peers.keys()].sort((one, other) => one - other);
}

/** The founders are those of the first start, whatever peers are named today. */
function settingsOf(options: NodeOptions, { identity, storage }: DataDirectory): NodeSettings {
  return {
    raft: coreOptions(options, identity.founders, randomInt(2 ** 31)),
    group: GROUP,
    directory: storage,
    addresses: new Map([...options.peers, [options.id, options.address]]),
    pinsPeers: options.pinsPeers,
    sessions: options.sessions,
    segmentBytes: options.segmentBytes,
  };
}

async function partsOf(options: NodeOptions, directory: DataDirectory, given: NodeReplacements): Promise<NodeParts> {
  return {
    files: directory.reader,
    runner: given.runner ?? directory.writer,
    claim: given.claim ?? directory.claim,
    transport: given.transport ?? (await transportOf(options, given.watcher)),
    listener: new Listeners(given.listeners ?? []),
    clock: given.clock ?? SYSTEM_CLOCK,
  };
}

/** gRPC takes as long to load as a tenth of the start: who does not speak it need not wait for it. */
async function transportOf(options: NodeOptions, watcher: TransportWatcher | undefined): Promise<Transport> {
  if (options.transport === "tcp") return tcpTransport(transportOptions(options), watcher);
  const { grpcTransport } = await import("../transport/grpc/grpc-transport.ts");
  return grpcTransport(transportOptions(options), watcher);
}

function transportOptions(options: NodeOptions): TransportOptions {
  const { address, cluster, id, tls, transportListen, transportTuning } = options;
  return {
    ...transportTuning,
    maxConnections: Math.min(transportTuning.maxConnections, connectionLimits().transport),
    id,
    cluster,
    tls,
    address: transportListen ?? address.transport,
    announced: address,
  };
}

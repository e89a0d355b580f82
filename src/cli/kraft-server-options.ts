import { DEFAULT_LIMITS } from "../server/http/index.ts";
import type { ServeOptions } from "../server/main/serve.ts";
import { serverOptions } from "../server/main/server-options.ts";
import { type CommandLine, type Flag, nameOf } from "./command-line.ts";
import { parsePeers } from "./kraft-peers.ts";
import { UsageError } from "./usage-error.ts";
import { printableText, wholeNumber, wholeNumberFlag } from "./values.ts";

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_TRANSPORT_PORT = 8001;
const DEFAULT_API_PORT = 9001;

const idFlag = wholeNumberFlag({
  long: "id",
  min: 1,
  max: 999_999_999,
  help: "The number of this server in its cluster",
});

const dataFlag = {
  long: "data-dir",
  takes: "a directory",
  help: "Where it keeps its log and snapshots: of this server alone",
} satisfies Flag;

const peersFlag = {
  long: "peers",
  takes: "ID=HOST:PORT of each other server, with commas between them",
  help: "Where the others are: ID=HOST:PORT, and /HOST:PORT of their API behind it, if known: 2=10.0.0.2:8001/10.0.0.2:9001",
} satisfies Flag;

const hostFlag = {
  long: "host",
  takes: "a host name or an address",
  help: `Where it listens, and the others and clients find it (${DEFAULT_HOST})`,
} satisfies Flag;

const transportFlag = wholeNumberFlag({
  long: "transport-port",
  min: 1,
  max: 65_535,
  help: `Where it listens for the other servers (${DEFAULT_TRANSPORT_PORT})`,
});

const apiFlag = wholeNumberFlag({
  long: "api-port",
  min: 1,
  max: 65_535,
  help: `Where it listens for clients (${DEFAULT_API_PORT})`,
});

const joinFlag = {
  long: "join",
  help: "Wait until the cluster of the peers adds this server, instead of founding one with them",
} satisfies Flag;

export const serverFlags: readonly Flag[] = [idFlag, dataFlag, peersFlag, hostFlag, transportFlag, apiFlag, joinFlag];

/** @throws UsageError */
export function readServeOptions(line: CommandLine, version: string): ServeOptions {
  const id = wholeNumber(line, idFlag) ?? missing(idFlag);
  const dataDirectory = printableText(line, dataFlag) ?? missing(dataFlag);
  const host = hostOf(line);
  const transportPort = wholeNumber(line, transportFlag) ?? DEFAULT_TRANSPORT_PORT;
  const apiPort = wholeNumber(line, apiFlag) ?? DEFAULT_API_PORT;
  if (transportPort === apiPort) throw new UsageError(`--transport-port and --api-port are both ${apiPort}`);
  const typedPeers = printableText(line, peersFlag);
  const peers = typedPeers === undefined ? new Map() : parsePeers(typedPeers, id);
  const joins = line.switches.has(joinFlag.long);
  if (joins && peers.size === 0) throw new UsageError("--join takes the servers to join in --peers");
  const bracketed = host.includes(":") ? `[${host}]` : host;
  const address = { transport: `${bracketed}:${transportPort}`, api: `${bracketed}:${apiPort}` };
  const server = serverOptions({ id, dataDirectory, address, peers, joins });
  return { server, apiHost: host, apiPort, limits: DEFAULT_LIMITS, version };
}

function hostOf(line: CommandLine): string {
  const typed = printableText(line, hostFlag) ?? DEFAULT_HOST;
  if (/^([\w.-]+|[0-9a-f:.]+)$/i.test(typed)) return typed;
  throw new UsageError(`${nameOf(hostFlag)} takes ${hostFlag.takes}, not ${JSON.stringify(typed)}`);
}

function missing(flag: Flag): never {
  throw new UsageError(`${nameOf(flag)} is missing: it takes ${flag.takes}`);
}

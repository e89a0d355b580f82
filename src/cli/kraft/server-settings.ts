import {
  configuredOptions,
  DEFAULT_API_PORT,
  DEFAULT_HOST,
  DEFAULT_TRANSPORT_PORT,
  type TypedSettings,
} from "../../server/main/configured-options.ts";
import type { ConfigurationSource } from "../../server/main/reloading.ts";
import type { ServerOptions } from "../../server/main/server-options.ts";
import { readConfiguration } from "../../server/operations/configuration/index.ts";
import { type CommandLine, type Flag, nameOf } from "../command-line.ts";
import { UsageError } from "../usage-error.ts";
import { printableText, wholeNumber, wholeNumberFlag } from "../values.ts";
import { parsePeers } from "./peers.ts";

const configFlag = {
  long: "config",
  takes: "a YAML file",
  help: "Whatever the other flags do not say, as in operations/raft.yaml; SIGHUP has it read again",
} satisfies Flag;

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
  help: `Where the others and clients find it, and where it listens (${DEFAULT_HOST})`,
} satisfies Flag;

const listenFlag = {
  long: "listen",
  takes: "a host name or an address",
  help: "Where it listens, if not at --host: 0.0.0.0 is everywhere",
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

const pinFlag = {
  long: "pin-peers",
  help: "Find the others where --peers says, whatever they announce: something stands between",
} satisfies Flag;

export const serverFlags: readonly Flag[] = [
  configFlag,
  idFlag,
  dataFlag,
  peersFlag,
  hostFlag,
  listenFlag,
  transportFlag,
  apiFlag,
  joinFlag,
  pinFlag,
];

/** How a server is to be started, and the file that says the rest, if there is one. */
export interface ServerSettings {
  readonly options: ServerOptions;
  readonly source: ConfigurationSource | undefined;
}

/** @throws UsageError and ConfigurationError */
export function readServerSettings(line: CommandLine, version: string): ServerSettings {
  const file = printableText(line, configFlag);
  const typed = readTyped(line);
  if (file === undefined) {
    if (typed.id === undefined) throw missing(idFlag);
    if (typed.dataDirectory === undefined) throw missing(dataFlag);
    return { options: configuredOptions({}, typed, version), source: undefined };
  }
  const configuration = readConfiguration(file);
  const source = { configuration, read: () => readConfiguration(file) };
  return { options: configuredOptions(configuration, typed, version), source };
}

function readTyped(line: CommandLine): TypedSettings {
  const id = wholeNumber(line, idFlag);
  const transportPort = wholeNumber(line, transportFlag);
  const apiPort = wholeNumber(line, apiFlag);
  const peers = printableText(line, peersFlag);
  const joins = line.switches.has(joinFlag.long);
  if (joins && peers === undefined && line.values.get(configFlag.long) === undefined) {
    throw new UsageError("--join takes the servers to join in --peers");
  }
  return {
    id,
    dataDirectory: printableText(line, dataFlag),
    host: hostOf(line, hostFlag),
    listenHost: hostOf(line, listenFlag),
    transportPort,
    apiPort,
    peers: peers === undefined ? undefined : parsePeers(peers, id),
    joins: joins ? true : undefined,
    pinsPeers: line.switches.has(pinFlag.long) ? true : undefined,
  };
}

function hostOf(line: CommandLine, flag: typeof hostFlag | typeof listenFlag): string | undefined {
  const typed = printableText(line, flag);
  if (typed === undefined || /^([\w.-]+|[0-9a-f:.]+)$/i.test(typed)) return typed;
  throw new UsageError(`${nameOf(flag)} takes ${flag.takes}, not ${JSON.stringify(typed)}`);
}

function missing(flag: Flag): UsageError {
  return new UsageError(`${nameOf(flag)} is missing: it takes ${flag.takes}`);
}

import { resolve } from "node:path";
import {
  ClusterError,
  DirectoryError,
  freePorts,
  LocalCluster,
  PortInUseError,
  type Started,
} from "../../cluster/index.ts";
import { renderTable } from "../../report/table.ts";
import { readConfiguration } from "../../server/operations/configuration/index.ts";
import type { Command, CommandLine, Flag } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag, nodesFlag } from "../shared-flags.ts";
import { openTerminal, type Terminal } from "../terminal.ts";
import { printableText, wholeNumber, wholeNumberFlag } from "../values.ts";
import { wordsOf } from "./arguments.ts";
import { tellProblems } from "./configuration-problems.ts";
import { directoryFlag, directoryOf, hint, SERVER_COMMAND } from "./directory.ts";
import type { KraftCommand } from "./kraft-command.ts";

const DEFAULT_NODES = 3;
const MOST_PORT = 65_535;
const ANY_PORT = 0;

const transportFlag = wholeNumberFlag({
  long: "transport-port",
  min: 0,
  max: MOST_PORT - nodesFlag.max,
  help: "The first of the ports on which servers talk to each other; 0: any that are free (8001)",
});

const apiFlag = wholeNumberFlag({
  long: "api-port",
  min: 0,
  max: MOST_PORT - nodesFlag.max,
  help: "The first of the ports on which servers answer clients; 0: any that are free (9001)",
});

const configFlag = {
  long: "config",
  takes: "a YAML file",
  help: "What all servers are told besides, as kraft server --config takes it",
} satisfies Flag;

const command: Command = {
  name: "kraft cluster start",
  summary: `Starts a cluster of servers on this machine, waits until it has a leader, and
leaves it running. Where there is one already, starts those of its nodes that do
not run, with their data.

A node of a cluster that has run before, and cannot start now, is told, and
holds none of the others up.

Exit status: 0 it runs, 1 it does not, and nothing that was started is left, or
a node of it does not, 2 usage, 130 interrupted.`,
  flags: [
    { ...nodesFlag, help: `Nodes, 1 to 25 (${DEFAULT_NODES})` },
    transportFlag,
    apiFlag,
    configFlag,
    directoryFlag,
    helpFlag,
  ],
  positionals: undefined,
  examples: [
    ["kraft cluster start", "three nodes, APIs on 9001, 9002 and 9003"],
    ["kraft cluster start -n 5 --api-port 0", "five, wherever there is room"],
  ],
};

export const startCommand: KraftCommand = {
  command,
  work: (line, interrupt) => start(line, interrupt).catch((error: unknown) => tellProblems(command.name, error)),
  statusOf: (error) => (error instanceof DirectoryError ? EXIT.usage : undefined),
};

async function start(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  wordsOf(command, line, []);
  const directory = directoryOf(line);
  const existing = LocalCluster.open({ directory, command: SERVER_COMMAND });
  if (existing !== undefined) checkFlags(line, existing);
  const cluster = existing ?? (await create(line, directory));
  try {
    if (existing === undefined) {
      tell(line, cluster, await cluster.start(interrupt));
      return EXIT.done;
    }
    const again = await cluster.startAgain(interrupt);
    for (const { message } of again.failed) process.stderr.write(`${command.name}: ${message}\n`);
    tell(line, cluster, again);
    return again.failed.length === 0 ? EXIT.done : EXIT.failed;
  } catch (error) {
    const isNew = existing === undefined;
    if (!(error instanceof ClusterError)) throw error;
    if (error instanceof PortInUseError) {
      if (isNew) await cluster.clean();
      throw new ClusterError(
        `${error.message}; ${isNew ? "--api-port and --transport-port choose others" : "free it"}`,
      );
    }
    throw new ClusterError(`${error.message} (${hint(line, "cluster logs")} shows more)`);
  } finally {
    cluster.close();
  }
}

async function create(line: CommandLine, directory: string): Promise<LocalCluster> {
  const count = wholeNumber(line, nodesFlag) ?? DEFAULT_NODES;
  const first = [wholeNumber(line, transportFlag) ?? 8001, wholeNumber(line, apiFlag) ?? 9001];
  // All at once, so that none is given twice.
  const free = await freePorts(2 * count);
  const [transportPorts, apiPorts] = first.map((port, at) =>
    port === ANY_PORT
      ? free.slice(at * count, (at + 1) * count)
      : Array.from({ length: count }, (_, nth) => port + nth),
  );
  const ports = { transportPorts: transportPorts!, apiPorts: apiPorts! };
  const shared = ports.transportPorts.find((port) => ports.apiPorts.includes(port));
  if (shared !== undefined) throw new ClusterError(`port ${shared} would be needed twice: choose ports further apart`);
  return LocalCluster.create({ directory, command: SERVER_COMMAND }, { ...ports, flags: configOf(line) });
}

/** Read here too, so that what is wrong with it is said before anything is started. */
function configOf(line: CommandLine): string[] {
  const file = printableText(line, configFlag);
  if (file === undefined) return [];
  readConfiguration(file);
  return [`--${configFlag.long}`, resolve(file)];
}

/** A cluster stays what it was made as. */
function checkFlags(line: CommandLine, { nodes, directory }: LocalCluster): void {
  const first = nodes[0]!.node;
  const asked = [
    [nodesFlag, nodes.length, "nodes"],
    [transportFlag, first.transportPort, "as its first transport port"],
    [apiFlag, first.apiPort, "as its first API port"],
  ] as const;
  const remove = `${hint(line, "cluster stop")} and ${hint(line, "cluster clean")} remove it`;
  for (const [flag, has, what] of asked) {
    const wanted = wholeNumber(line, flag);
    if (wanted === undefined || wanted === has || wanted === ANY_PORT) continue;
    throw new ClusterError(`the cluster in ${directory} has ${has} ${what}, not ${wanted}: ${remove}`);
  }
  const [, file] = configOf(line);
  if (file === undefined || first.flags.includes(file)) return;
  throw new ClusterError(`the cluster in ${directory} was not made with ${file}: ${remove}`);
}

function tell(line: CommandLine, cluster: LocalCluster, { started, leader }: Started): void {
  const terminal = openTerminal();
  const count = cluster.running.length;
  const which =
    started.length === 0 ? "ran already" : started.length < count ? `${count - started.length} ran already` : "";
  const nodes = `${count} ${count === 1 ? "node runs" : "nodes run"}`;
  terminal.print(
    `${nodes}${which === "" ? "" : ` (${which})`}; ${leader === 0 ? "nobody leads yet" : `node ${leader} leads`}.`,
    "",
    ...placesOf(cluster, terminal),
    "",
    "Try next:",
    ...suggestions(line, cluster, terminal),
  );
}

function placesOf(cluster: LocalCluster, { width }: Terminal): string[] {
  const columns = ["node", "API", "transport", "process"].map((title) => ({ title, align: "left" as const }));
  const rows = cluster.nodes.map(({ node, identity, state }) => [
    String(node.id),
    `127.0.0.1:${node.apiPort}`,
    `127.0.0.1:${node.transportPort}`,
    state === "gone" ? "down" : String(identity!.pid),
  ]);
  return renderTable(columns, rows, width - 2).map((row) => `  ${row}`);
}

function suggestions(line: CommandLine, { nodes }: LocalCluster, { paint }: Terminal): string[] {
  const { apiPort } = nodes.at(-1)!.node;
  // Of fewer no majority would be left.
  const survivesOne = nodes.length >= 3;
  const commands = [
    [hint(line, "put greeting hello"), ""],
    [hint(line, "get greeting"), ""],
    [`curl -L localhost:${apiPort}/kv/greeting`, "any node will do"],
    [hint(line, "cluster watch"), survivesOne ? "in another terminal, while you" : ""],
    ...(survivesOne ? [[hint(line, "cluster kill leader"), ""] as const] : []),
    [hint(line, "cluster stop"), ""],
  ] as const;
  const width = Math.max(...commands.map(([typed]) => typed.length));
  return commands.map(([typed, why]) => `  ${why === "" ? typed : `${typed.padEnd(width)}  ${paint.dim(`# ${why}`)}`}`);
}

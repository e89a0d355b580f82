import { type Logger, pino } from "pino";
import { PACKAGE_VERSION } from "../../fuzz/package-root.ts";
import { DataDirectoryError, WrongPlaceError } from "../../server/files/data-directory-error.ts";
import { FileError } from "../../server/files/file-error.ts";
import { NodeOptionsError } from "../../server/main/node-options.ts";
import { ApiAddressError, type RunningServer, startServer } from "../../server/main/server.ts";
import { DamagedFilesError } from "../../server/node/recovery.ts";
import { LogOutput } from "../../server/operations/log/log-output.ts";
import { TransportError } from "../../server/transport/transport.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag, versionFlag } from "../shared-flags.ts";
import { wordsOf } from "./arguments.ts";
import { tellProblems } from "./configuration-problems.ts";
import type { KraftCommand } from "./kraft-command.ts";
import { readServerSettings, type ServerSettings, serverFlags } from "./server-settings.ts";

const command = {
  name: "kraft server",
  summary: `Is one server of a cluster, until SIGTERM or SIGINT: then it hands leadership
over and ends; a second signal ends it at once. Prints one line when it is
ready, and logs to standard error, a line of JSON each.

Exit status: 0 ended as it was told, 1 it could not start, or stopped of itself
(the log says why), 2 usage.`,
  flags: [...serverFlags, helpFlag, versionFlag],
  positionals: undefined,
  examples: [
    ["kraft server --id 1 --data-dir d1", "a cluster of one"],
    ["kraft server --config raft.yaml --id 2", "the second server of a file"],
  ],
} as const;

/** Where it is a pipe, it does not block: Node has seen to that for `process.stderr`, which has listeners already. */
const STANDARD_ERROR = 2;
/** A reader of standard error that stands still holds the end of a server up for so long, twice at the most. */
const LAST_WORDS_MS = 1_000;

/** What keeps a server from its work: each says in one line what it is. */
const FAILURES = [DataDirectoryError, DamagedFilesError, FileError, TransportError, ApiAddressError];

export const serverCommand: KraftCommand = {
  command,
  work: run,
  statusOf: (error) => {
    if (error instanceof NodeOptionsError || error instanceof WrongPlaceError) return EXIT.usage;
    return FAILURES.some((Failure) => error instanceof Failure) ? EXIT.failed : undefined;
  },
};

async function run(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  wordsOf(command, line, []);
  try {
    return await runServer(readServerSettings(line, PACKAGE_VERSION), interrupt);
  } catch (error) {
    return tellProblems(command.name, error);
  }
}

async function runServer(settings: ServerSettings, interrupt: AbortSignal): Promise<number> {
  const output = new LogOutput(STANDARD_ERROR);
  process.once("exit", () => output.flush());
  try {
    return await serve(settings, interrupt, output);
  } finally {
    await output.end(LAST_WORDS_MS);
    // Also the one line of what keeps the server from its work may find nobody who reads it.
    setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
  }
}

async function serve({ options, source }: ServerSettings, interrupt: AbortSignal, output: LogOutput): Promise<number> {
  const { id, address } = options.node;
  const log = pino({ base: { node: id }, level: options.logLevel }, output);
  output.onDropped = (lines) => log.warn({ lines }, "lines of the log are missing here: nobody took them in time");
  const told = signalled(interrupt);
  const running = await startServer(options, log, source);
  process.on("SIGHUP", () => running.reload());
  process.stdout.write(`listening api=${address.api} transport=${address.transport}\n`);
  log.info({ api: address.api, transport: address.transport, data: options.node.dataDirectory }, "is ready");
  const failure = await Promise.race([told, running.failed]);
  return failure === undefined ? stop(running, log) : fail(running, id, failure, log, output);
}

/** Kept with nothing when the person, or the system, wants the server to end. */
function signalled(interrupt: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => interrupt.addEventListener("abort", () => resolve(undefined)));
}

async function stop(running: RunningServer, log: Logger): Promise<number> {
  log.info("is told to end");
  await running.stop();
  log.info("has ended");
  return EXIT.done;
}

async function fail(
  running: RunningServer,
  id: number,
  reason: string,
  log: Logger,
  output: LogOutput,
): Promise<number> {
  log.fatal({ reason }, "has stopped of itself");
  await running.stop();
  output.writeLast(`${command.name}: node ${id} has stopped: ${reason}\n`);
  return EXIT.failed;
}

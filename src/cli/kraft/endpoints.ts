import { type Endpoint, KraftClient, parseEndpoint, parseEndpoints } from "../../client/index.ts";
import { LocalCluster } from "../../cluster/index.ts";
import type { CommandLine, Flag } from "../command-line.ts";
import { UsageError } from "../usage-error.ts";
import { positiveNumber, printableText } from "../values.ts";
import { CLUSTER_DIRECTORY, directoryFlag, directoryOf } from "./directory.ts";

const DEFAULT_ENDPOINT = "127.0.0.1:9001";
const DEFAULT_TIMEOUT_SECONDS = 5;
const MAX_TIMEOUT_SECONDS = 3_600;

const endpointsFlag = {
  long: "endpoints",
  short: "e",
  takes: "HOST:PORT of one server or more, with commas between them",
  help: `APIs to ask, as 127.0.0.1:9001,127.0.0.1:9002; when missing, those of the cluster in --dir, or ${DEFAULT_ENDPOINT}`,
} satisfies Flag;

const timeoutFlag = {
  long: "timeout",
  takes: `a number of seconds above 0 and up to ${MAX_TIMEOUT_SECONDS}`,
  help: `How many seconds it may take, with all retries (${DEFAULT_TIMEOUT_SECONDS})`,
} satisfies Flag;

/** Flags of every command that asks a cluster. */
export const clientFlags: readonly Flag[] = [endpointsFlag, directoryFlag, timeoutFlag];

/** Does the work with a client, which ends with it, and when the person interrupts. */
export async function withClient<Result>(
  line: CommandLine,
  interrupt: AbortSignal,
  work: (client: KraftClient) => Promise<Result>,
): Promise<Result> {
  const timeoutMs = (positiveNumber(line, timeoutFlag, MAX_TIMEOUT_SECONDS) ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  const client = new KraftClient({ endpoints: endpointsOf(line), timeoutMs });
  interrupt.addEventListener("abort", () => client.close("interrupted"));
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function endpointsOf(line: CommandLine): Endpoint[] {
  const typed = printableText(line, endpointsFlag);
  if (typed === undefined) return endpointsIn(line) ?? [parseEndpoint(DEFAULT_ENDPOINT)];
  if (line.values.has(directoryFlag.long)) throw new UsageError("--dir and -e say both whom to ask: give one of them");
  return parseEndpoints(typed);
}

/** Undefined: there is no cluster. */
function endpointsIn(line: CommandLine): Endpoint[] | undefined {
  const directory = directoryOf(line);
  const cluster = LocalCluster.open({ directory, command: [] });
  cluster?.close();
  if (cluster !== undefined || directory === CLUSTER_DIRECTORY) return cluster?.endpoints;
  throw new UsageError(`--dir takes a directory with a cluster, and ${directory} has none`);
}

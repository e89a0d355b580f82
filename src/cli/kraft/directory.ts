import { ClusterError, LocalCluster, serverCommand } from "../../cluster/index.ts";
import { PACKAGE_ROOT } from "../../fuzz/package-root.ts";
import { type CommandLine, type Flag, quoted } from "../command-line.ts";
import { launcher, quoteForShell } from "../launcher.ts";
import { UsageError } from "../usage-error.ts";
import { printableText } from "../values.ts";

export const CLUSTER_DIRECTORY = ".kraft";

export const directoryFlag = {
  long: "dir",
  takes: "a directory",
  help: `Where the local cluster keeps all it has (${CLUSTER_DIRECTORY})`,
} satisfies Flag;

/** @throws UsageError */
export function directoryOf(line: CommandLine): string {
  return printableText(line, directoryFlag) ?? CLUSTER_DIRECTORY;
}

export const SERVER_COMMAND = serverCommand(PACKAGE_ROOT);

/** Does the work with the cluster of the directory. @throws ClusterError if there is none. */
export async function withCluster<Result>(
  line: CommandLine,
  work: (cluster: LocalCluster) => Promise<Result>,
): Promise<Result> {
  const directory = directoryOf(line);
  const cluster = LocalCluster.open({ directory, command: SERVER_COMMAND });
  if (cluster === undefined) {
    throw new ClusterError(`there is no cluster in ${directory}: ${hint(line, "cluster start")} makes one`);
  }
  try {
    return await work(cluster);
  } finally {
    cluster.close();
  }
}

/** A node by its number, or as who leads now. @throws UsageError, ClusterError */
export async function nodeNamed(cluster: LocalCluster, typed: string): Promise<number> {
  const ids = cluster.nodes.map(({ node }) => node.id);
  const id = ids.find((each) => String(each) === typed);
  if (id !== undefined) return id;
  if (typed !== "leader") {
    const numbers = ids.length === 1 ? "1" : `a number from 1 to ${ids.length}`;
    throw new UsageError(`NODE takes ${numbers}, or leader, not ${quoted(typed)}`);
  }
  const leader = await cluster.leader();
  if (leader === 0) throw new ClusterError("nobody leads now");
  if (!ids.includes(leader)) throw new ClusterError(`node ${leader} leads, which is not of this local cluster`);
  return leader;
}

/** A further command, as it can be typed where this process stands. */
export function hint(line: CommandLine, words: string): string {
  const typed = line.values.get(directoryFlag.long);
  const directory = typed === undefined ? "" : ` --dir ${quoteForShell(typed)}`;
  return `${launcher("kraft").map(quoteForShell).join(" ")} ${words}${directory}`;
}

import { RefusedError } from "../../client/index.ts";
import type { LocalCluster } from "../../cluster/index.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag } from "../shared-flags.ts";
import { wordsOf } from "./arguments.ts";
import { directoryFlag, hint, nodeNamed, withCluster } from "./directory.ts";
import type { KraftCommand } from "./kraft-command.ts";

/** What is done to one node; gives what there is to say of it. */
type Deed = (cluster: LocalCluster, id: number, line: CommandLine, interrupt: AbortSignal) => Promise<string>;

function nodeCommand(verb: string, summary: string, deed: Deed): KraftCommand {
  const command = {
    name: `kraft cluster ${verb}`,
    summary: `${summary}

NODE is its number, or leader: whoever leads now.

Exit status: 0 done, 1 not done, 2 usage, 130 interrupted.`,
    flags: [directoryFlag, helpFlag],
    positionals: "NODE",
    examples: [[`kraft cluster ${verb} 1`, ""]] as const,
  };
  const work = (line: CommandLine, interrupt: AbortSignal): Promise<number> => {
    const [typed] = wordsOf(command, line, ["NODE"]);
    return withCluster(line, async (cluster) => {
      const said = await deed(cluster, await nodeNamed(cluster, typed!), line, interrupt);
      process.stdout.write(`${said}\n`);
      return EXIT.done;
    });
  };
  return { command, work };
}

export const killCommand = nodeCommand(
  "kill",
  "Ends a node at once (SIGKILL): it cannot say goodbye, nor finish what it writes.",
  async (cluster, id, line) => {
    await cluster.kill(id);
    return `node ${id} is killed; ${hint(line, `cluster restart ${id}`)} brings it back`;
  },
);

export const restartCommand = nodeCommand(
  "restart",
  "Starts a node again with its data, and waits until it answers. If it runs, it is\nended gracefully before.",
  async (cluster, id, _, interrupt) => {
    const { leader } = await cluster.restart(id, interrupt);
    const { view } = (await cluster.report())[id - 1]!;
    const standing = view?.isMember === false ? "runs, and is no member of the cluster any more" : "runs";
    return `node ${id} ${standing}; ${leader === 0 ? "nobody leads now" : `node ${leader} leads`}`;
  },
);

export const pauseCommand = nodeCommand(
  "pause",
  "Freezes a node where it stands (SIGSTOP): its connections stay open, and nothing\ncomes from it.",
  async (cluster, id, line) => {
    cluster.pause(id);
    return `node ${id} is paused; ${hint(line, `cluster resume ${id}`)} lets it go on`;
  },
);

export const resumeCommand = nodeCommand("resume", "Lets a paused node go on (SIGCONT).", async (cluster, id) => {
  cluster.resume(id);
  return `node ${id} goes on`;
});

export const transferCommand = nodeCommand(
  "transfer",
  "Hands leadership to a node, without the gap that the leader's end would leave.",
  async (cluster, id, _, interrupt) => {
    interrupt.addEventListener("abort", () => cluster.client.close("interrupted"));
    try {
      await cluster.client.transfer(id);
      return `node ${id} leads`;
    } catch (error) {
      if (error instanceof RefusedError && error.code === "already-leader") return `node ${id} leads already`;
      throw error;
    }
  },
);

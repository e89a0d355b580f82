import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, LOOPBACK } from "../../cluster/index.ts";
import { EtcdError } from "./etcd-error.ts";
import { settled } from "./settled.ts";

const NODES = 3;

interface EtcdNode {
  readonly clientUrl: string;
  readonly process: ChildProcess;
}

/** Three etcd servers on this machine, as Debian packages them, with data in a directory that goes with them. */
export class EtcdCluster {
  private readonly directory: string;
  private readonly nodes: readonly EtcdNode[];

  private constructor(directory: string, nodes: readonly EtcdNode[]) {
    this.directory = directory;
    this.nodes = nodes;
  }

  /** Starts them, and waits for a leader. @throws EtcdError */
  static async start(interrupt: AbortSignal): Promise<EtcdCluster> {
    const directory = mkdtempSync(join(tmpdir(), "kraft-bench-etcd-"));
    const ports = await freePorts(2 * NODES);
    const urls = ports.map((port) => `http://${LOOPBACK}:${port}`);
    const [clientUrls, peerUrls] = [urls.slice(0, NODES), urls.slice(NODES)];
    const founders = peerUrls.map((url, at) => `n${at + 1}=${url}`).join(",");
    const nodes = clientUrls.map((clientUrl, at) => {
      const flags = [
        ["--name", `n${at + 1}`],
        ["--data-dir", join(directory, `n${at + 1}`)],
        ["--listen-client-urls", clientUrl],
        ["--advertise-client-urls", clientUrl],
        ["--listen-peer-urls", peerUrls[at]!],
        ["--initial-advertise-peer-urls", peerUrls[at]!],
        ["--initial-cluster", founders],
        ["--log-level", "error"],
      ].flat();
      // Detached, as the servers of kraft are: a system may share its cores between sessions.
      const child = spawn("etcd", ["--enable-v2", ...flags], { stdio: "ignore", detached: true });
      child.once("error", () => {});
      return { clientUrl, process: child };
    });
    const cluster = new EtcdCluster(directory, nodes);
    try {
      await cluster.leaderUrl(interrupt);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Where the leader answers clients, once it is settled who that is. @throws EtcdError */
  leaderUrl(interrupt: AbortSignal): Promise<string> {
    const look = async (): Promise<string | undefined> => {
      const ended = this.nodes.find(({ process: { exitCode, pid } }) => pid === undefined || exitCode !== null);
      if (ended !== undefined) throw new EtcdError("an etcd server ended at once");
      for (const { clientUrl } of this.nodes) if (await leads(clientUrl)) return clientUrl;
      return undefined;
    };
    return settled(look, interrupt);
  }

  pause(): void {
    for (const node of this.nodes) node.process.kill("SIGSTOP");
  }

  resume(): void {
    for (const node of this.nodes) node.process.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(({ process }) => end(process)));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Whether it takes a write itself: it says so of itself. */
async function leads(clientUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${clientUrl}/v2/stats/self`, { signal: AbortSignal.timeout(1_000) });
    const { state } = (await answer.json()) as { state?: string };
    return state === "StateLeader";
  } catch {
    return false;
  }
}

async function end(process: ChildProcess): Promise<void> {
  if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, "exit");
  process.kill("SIGKILL");
  await ended;
}

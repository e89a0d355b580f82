import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalCluster, type ProcessIdentity, stateOf } from "../../src/cluster/index.ts";
import { type Ended, type Launched, launch } from "./launch.ts";

/** A folder in which a person works with `kraft`: nothing that was started in it is left when it ends. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), "kraft-work-"));
  private readonly launched: Launched[] = [];

  launch(...argv: readonly string[]): Launched {
    const launched = launch("kraft", argv, this.folder, { npm_command: "exec" });
    this.launched.push(launched);
    return launched;
  }

  async run(...argv: readonly string[]): Promise<Ended> {
    const launched = this.launch(...argv);
    launched.child.stdin!.end();
    return launched.ended;
  }

  /** What it prints; that it succeeds is taken for granted. */
  async does(...argv: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...argv);
    if (status !== 0) throw new Error(`kraft ${argv.join(" ")} ended with ${status}: ${stderr}`);
    return stdout;
  }

  /** Three servers unless told otherwise, wherever there is room. */
  start(...argv: readonly string[]): Promise<string> {
    return this.does("cluster", "start", "--transport-port", "0", "--api-port", "0", ...argv);
  }

  /** As the cluster's own files have it. */
  get cluster(): LocalCluster {
    const cluster = LocalCluster.open({ directory: join(this.folder, ".kraft"), command: [] });
    if (cluster === undefined) throw new Error(`there is no cluster in ${this.folder}`);
    cluster.close();
    return cluster;
  }

  api(id: number): string {
    return `127.0.0.1:${this.cluster.node(id).node.apiPort}`;
  }

  transport(id: number): string {
    return `127.0.0.1:${this.cluster.node(id).node.transportPort}`;
  }

  identities(): ProcessIdentity[] {
    return this.cluster.nodes.map((node) => node.identity!);
  }

  log(id: number): string {
    return readFileSync(this.cluster.node(id).logFile, "utf8");
  }

  async end(): Promise<void> {
    for (const { child } of this.launched) child.kill("SIGKILL");
    const cluster = LocalCluster.open({ directory: join(this.folder, ".kraft"), command: [] });
    for (const node of cluster?.running ?? []) await node.kill();
    cluster?.close();
    rmSync(this.folder, { recursive: true });
  }
}

export function isGone(identity: ProcessIdentity): boolean {
  return stateOf(identity) === "gone";
}

import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../files/make-directory.ts";
import type { PlannedNode } from "./cluster-plan.ts";
import { identify, type ProcessIdentity, type ProcessState, signal, stateOf } from "./process-identity.ts";
import { until } from "./until.ts";

/** SIGKILL cannot be refused, but a process may have to come out of the kernel first. */
const KILL_TIMEOUT_MS = 10_000;

const DATA_DIRECTORY = "data";

/** The server process of one node: it lives in a folder of its own, and outlives whoever has started it. */
export class NodeProcess {
  readonly node: PlannedNode;
  /** Everything of this node, and of nobody else. */
  readonly folder: string;
  readonly logFile: string;
  readonly dataDirectory: string;
  private readonly directory: string;
  private readonly processFile: string;

  constructor(directory: string, node: PlannedNode) {
    this.node = node;
    this.directory = directory;
    this.folder = join(directory, folderOf(node));
    this.logFile = join(this.folder, "server.log");
    this.dataDirectory = join(this.folder, DATA_DIRECTORY);
    this.processFile = join(this.folder, "process.json");
  }

  get state(): ProcessState {
    const { identity } = this;
    return identity === undefined ? "gone" : stateOf(identity);
  }

  get hasData(): boolean {
    try {
      return readdirSync(this.dataDirectory).length > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }

  /** Of the process that was started last. */
  get identity(): ProcessIdentity | undefined {
    try {
      const identity = JSON.parse(readFileSync(this.processFile, "utf8")) as Partial<ProcessIdentity> | null;
      if (!Number.isInteger(identity?.pid) || typeof identity?.started !== "string") return undefined;
      return identity as ProcessIdentity;
    } catch {
      return undefined;
    }
  }

  /** @param command the program and its first arguments; the node's flags follow. */
  start(command: readonly string[]): void {
    if (this.state !== "gone") throw new Error(`node ${this.node.id} runs already`);
    makeDirectory(this.folder);
    const [program, ...first] = command;
    const log = openSync(this.logFile, "a");
    // What it prints for whoever waits for it is in its log too, as a line like all others.
    const flags = [...first, ...this.node.flags, "--data-dir", join(folderOf(this.node), DATA_DIRECTORY)];
    const child = spawn(program!, flags, { cwd: this.directory, detached: true, stdio: ["ignore", "ignore", log] });
    closeSync(log);
    // Without a process there is an error, which is told when the process is looked for.
    child.once("error", () => {});
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity === undefined) rmSync(this.processFile, { force: true });
    else this.remember(identity);
  }

  /** At once, and without a chance to do anything: as when the power goes. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.gone(KILL_TIMEOUT_MS);
    if (this.state !== "gone") throw new Error(`process ${this.identity?.pid} survived SIGKILL`);
  }

  /** Asks it to end, and kills it after a time. Gives whether that was needed. */
  async end(timeoutMs: number): Promise<"ended" | "killed"> {
    this.signal("SIGTERM");
    // A paused process would hear of it only when it goes on.
    this.signal("SIGCONT");
    await this.gone(timeoutMs);
    if (this.state === "gone") return "ended";
    await this.kill();
    return "killed";
  }

  pause(): void {
    this.signal("SIGSTOP");
  }

  resume(): void {
    this.signal("SIGCONT");
  }

  private signal(name: NodeJS.Signals): void {
    const { identity } = this;
    if (identity !== undefined) signal(identity, name);
  }

  private async gone(timeoutMs: number): Promise<void> {
    await until(() => (this.state === "gone" ? true : undefined), timeoutMs);
  }

  /** All of it or nothing, whenever this process ends. */
  private remember(identity: ProcessIdentity): void {
    const unfinished = `${this.processFile}.new`;
    writeFileSync(unfinished, `${JSON.stringify(identity)}\n`);
    renameSync(unfinished, this.processFile);
  }
}

function folderOf({ id }: PlannedNode): string {
  return `node-${id}`;
}

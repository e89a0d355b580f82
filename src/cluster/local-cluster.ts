import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { type Endpoint, KraftClient } from "../client/index.ts";
import { makeDirectory } from "../files/make-directory.ts";
import { isOfWrongPlace } from "../files/wrong-place.ts";
import { ClusterError, DirectoryError, EndedAtOnceError, PortInUseError } from "./cluster-error.ts";
import {
  apiOf,
  type ClusterPlan,
  type PlannedNode,
  type PlanOptions,
  planFile,
  planNodes,
  readPlan,
  writeFirstPlan,
} from "./cluster-plan.ts";
import { checkData, rememberData } from "./kept-data.ts";
import { LogFile } from "./log-file.ts";
import { NodeProcess } from "./node-process.ts";
import { leaderKnownTo, type NodeReport, reportOn } from "./node-report.ts";
import { withLock } from "./operation-lock.ts";
import { isPortFree } from "./ports.ts";
import { until } from "./until.ts";

export interface LocalClusterOptions {
  /** Everything the cluster has is in here. */
  readonly directory: string;
  /** What starts one server: the program and its first arguments. */
  readonly command: readonly string[];
}

export interface Started {
  readonly started: readonly number[];
  /** Which leads now; 0: none yet, as when too few nodes run. */
  readonly leader: number;
}

export interface StartedAgain extends Started {
  /** Why some were not. */
  readonly failed: readonly ClusterError[];
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const VIEW_TIMEOUT_MS = 1_000;
const LINES_OF_AN_END = 50;

/**
 * A cluster of server processes on this machine. What is asked in vain throws a `ClusterError`. The processes outlive
 * the object and its process; whoever opens the same directory has the same cluster.
 */
export class LocalCluster {
  readonly directory: string;
  readonly nodes: readonly NodeProcess[];
  readonly client: KraftClient;
  private readonly command: readonly string[];
  private readonly ownsDirectory: boolean;

  private constructor({ directory, command }: LocalClusterOptions, plan: ClusterPlan) {
    this.directory = resolve(directory);
    this.command = command;
    this.ownsDirectory = plan.ownsDirectory;
    this.nodes = plan.nodes.map((node) => new NodeProcess(this.directory, node));
    this.client = new KraftClient({ endpoints: this.endpoints, timeoutMs: START_TIMEOUT_MS });
  }

  /** Writes down a new cluster in a directory that has none; starts nothing. @throws ClusterError */
  static create(options: LocalClusterOptions, planOptions: PlanOptions): LocalCluster {
    const nodes = planNodes(planOptions);
    for (const node of nodes) checkRoom(new NodeProcess(options.directory, node));
    return new LocalCluster(options, writeDown(options.directory, nodes));
  }

  /** Undefined: there is none in that directory. */
  static open(options: LocalClusterOptions): LocalCluster | undefined {
    const plan = readPlan(options.directory);
    return plan === undefined ? undefined : new LocalCluster(options, plan);
  }

  get endpoints(): Endpoint[] {
    return this.nodes.map(({ node }) => apiOf(node));
  }

  get running(): NodeProcess[] {
    return this.nodes.filter(({ state }) => state !== "gone");
  }

  /** @throws ClusterError if there is no such node */
  node(id: number): NodeProcess {
    const found = this.nodes[id - 1];
    if (found !== undefined) return found;
    throw new ClusterError(`there is no node ${id}: this cluster has 1 to ${this.nodes.length}`);
  }

  /** Starts every node that does not run, and waits until they know who leads. If one fails, none of them is left. */
  start(interrupt?: AbortSignal): Promise<Started> {
    return withLock(this.directory, async () => {
      const starting = this.nodes.filter(({ state }) => state === "gone");
      await this.launchAll(starting);
      const leader = await this.awaitAnswers(starting, interrupt).catch(async (error) => {
        await endAll(starting, STOP_TIMEOUT_MS);
        throw error;
      });
      return { started: starting.map(({ node }) => node.id), leader };
    });
  }

  /**
   * Starts the nodes that do not run of a cluster that has run before: what fails leaves the others to do what they can,
   * unless none is left.
   */
  startAgain(interrupt?: AbortSignal): Promise<StartedAgain> {
    return withLock(this.directory, async () => {
      const failed: ClusterError[] = [];
      let starting: NodeProcess[] = [];
      for (const process of this.nodes.filter(({ state }) => state === "gone")) {
        const error = await this.launchAll([process]).catch(refusedBy);
        if (error === undefined) starting.push(process);
        else failed.push(error);
      }
      for (;;) {
        if (failed.length > 0 && this.running.length === 0) throw failed[0]!;
        try {
          const leader = await this.awaitAnswers(starting, interrupt);
          return { started: starting.map(({ node }) => node.id), leader, failed };
        } catch (error) {
          if (!(error instanceof EndedAtOnceError)) {
            await endAll(starting, STOP_TIMEOUT_MS);
            throw error;
          }
          failed.push(...starting.filter(({ state }) => state === "gone").map(endedAtOnce));
          starting = starting.filter(({ state }) => state !== "gone");
        }
      }
    });
  }

  /** Ends the node gracefully if it runs, and starts it again. */
  restart(id: number, interrupt?: AbortSignal): Promise<Started> {
    const process = this.node(id);
    return withLock(this.directory, async () => {
      checkData(this.directory, [process]);
      await process.end(STOP_TIMEOUT_MS);
      await this.launchAll([process]);
      return { started: [id], leader: await this.awaitAnswers([process], interrupt) };
    });
  }

  /** Starts a node that does not run, and waits for nothing: it may find no others, or a part of them. */
  launch(id: number): Promise<void> {
    const process = this.node(id);
    if (process.state !== "gone") throw new ClusterError(`node ${id} runs already`);
    return withLock(this.directory, () => this.launchAll([process]));
  }

  async kill(id: number): Promise<void> {
    await this.mustRun(id).kill();
  }

  pause(id: number): void {
    const process = this.mustRun(id);
    if (process.state === "paused") throw new ClusterError(`node ${id} is paused already`);
    process.pause();
  }

  resume(id: number): void {
    const process = this.mustRun(id);
    if (process.state !== "paused") throw new ClusterError(`node ${id} is not paused`);
    process.resume();
  }

  /** Ends all nodes gracefully, and kills what has not ended by then. Gives how each that ran has ended. */
  stop(timeoutMs = STOP_TIMEOUT_MS): Promise<Map<number, "ended" | "killed">> {
    return withLock(this.directory, () => endAll(this.running, timeoutMs));
  }

  /** Removes what the cluster has made: its directory too, unless that was there before or holds something else. */
  async clean(): Promise<void> {
    await withLock(this.directory, async () => {
      const ids = this.running.map(({ node }) => node.id);
      if (ids.length > 0) throw new ClusterError(`${nodesText(ids)} still ${ids.length === 1 ? "runs" : "run"}`);
      for (const { folder } of this.nodes) rmSync(folder, { recursive: true, force: true });
      rmSync(planFile(this.directory));
    });
    if (this.ownsDirectory && readdirSync(this.directory).length === 0) rmdirSync(this.directory);
  }

  /** A row for each node, whatever its state. */
  report(): Promise<NodeReport[]> {
    return reportOn(this.nodes, this.client, VIEW_TIMEOUT_MS);
  }

  /** 0: nobody leads, as far as those that answer know. It may be a member from elsewhere. */
  async leader(): Promise<number> {
    return leaderKnownTo(await this.report());
  }

  /** Ends the object's connections; the processes go on. */
  close(): void {
    this.client.close();
  }

  private mustRun(id: number): NodeProcess {
    const process = this.node(id);
    if (process.state === "gone") throw new ClusterError(`node ${id} does not run`);
    return process;
  }

  private async launchAll(starting: readonly NodeProcess[]): Promise<void> {
    checkData(this.directory, starting);
    for (const { node } of starting) {
      for (const port of [node.transportPort, node.apiPort]) {
        if (!(await isPortFree(port))) throw new PortInUseError(node.id, port);
      }
    }
    for (const process of starting) process.start(this.command);
  }

  /** Until all of these answer and know who leads, unless too few nodes run to elect anybody. Gives the leader. */
  private async awaitAnswers(starting: readonly NodeProcess[], interrupt: AbortSignal | undefined): Promise<number> {
    const look = async (): Promise<number | undefined> => {
      for (const process of starting) if (process.state === "gone") throw endedAtOnce(process);
      const reports = await this.report();
      const leader = leaderKnownTo(reports);
      const members = reports.filter(({ view }) => view?.isMember !== false);
      const awake = members.filter(({ process }) => process === "running").length;
      const canElect = 2 * awake > members.length;
      const isReady = starting.every(({ node }) => {
        const { view } = reports[node.id - 1]!;
        if (view?.isMember === false) return true;
        return view !== undefined && (leader === 0 ? !canElect : view.leader === leader);
      });
      return isReady ? leader : undefined;
    };
    const leader = await until(look, START_TIMEOUT_MS, interrupt);
    rememberData(this.directory, this.nodes);
    if (leader !== undefined) return leader;
    const what = "not all nodes answer, or know a leader,";
    throw new ClusterError(interrupt?.aborted ? "interrupted" : `${what} within ${START_TIMEOUT_MS / 1000} s`);
  }
}

function writeDown(directory: string, nodes: readonly PlannedNode[]): ClusterPlan {
  try {
    const made = makeDirectory(directory);
    const plan = { nodes, ownsDirectory: made !== undefined, withData: [] };
    writeFirstPlan(directory, plan);
    return plan;
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    if (isOfWrongPlace(error)) throw new DirectoryError(directory, error as Error);
    throw new ClusterError(`cannot write ${planFile(directory)}: ${(error as Error).message}`);
  }
}

/** Whatever a node's folder holds goes with the cluster: it must be the cluster's own. */
function checkRoom({ folder }: NodeProcess): void {
  if (!existsSync(folder)) return;
  throw new ClusterError(`${folder} is there already, and not of a cluster: choose another directory, or move it away`);
}

function refusedBy(error: unknown): ClusterError {
  if (error instanceof ClusterError) return error;
  throw error;
}

function endedAtOnce({ node, logFile }: NodeProcess): EndedAtOnceError {
  const lines = new LogFile(logFile).last(LINES_OF_AN_END);
  // Below the sentence that says why there may be a stack.
  const said = lines.findLast((line) => line.startsWith("kraft ")) ?? lines.at(-1);
  return new EndedAtOnceError(`node ${node.id} ended at once${said === undefined ? "" : `; it said: ${said}`}`);
}

async function endAll(nodes: readonly NodeProcess[], timeoutMs: number): Promise<Map<number, "ended" | "killed">> {
  const ends = await Promise.all(nodes.map(async (each) => [each.node.id, await each.end(timeoutMs)] as const));
  return new Map(ends);
}

function nodesText(ids: readonly number[]): string {
  if (ids.length === 1) return `node ${ids[0]}`;
  return `nodes ${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}`;
}

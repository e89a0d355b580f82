import { ClusterError, until } from "../cluster/index.ts";
import { checkHistory } from "./check.ts";
import { Draws } from "./draws.ts";
import { kindsOf } from "./failure-kinds.ts";
import { Failures } from "./failures.ts";
import { readAll, writtenOnce } from "./final-reads.ts";
import { History } from "./history.ts";
import { LeaderWatch } from "./leader-watch.ts";
import { Nemesis } from "./nemesis.ts";
import { Recoveries } from "./recoveries.ts";
import { SiegeClient } from "./siege-client.ts";
import type { SiegeOptions, SiegeProgress, Stage } from "./siege-options.ts";
import type { SiegeResult } from "./siege-result.ts";
import type { TemporaryCluster } from "./temporary-cluster.ts";
import { Workload } from "./workload.ts";

/** After all is healed. */
const LEADER_TIMEOUT_MS = 30_000;

const NOBODY = 0;

/** How a siege is followed and ended by whoever has begun it. */
export interface SiegeControls {
  /** The cluster is stopped in good order, and what there is is checked. */
  readonly interrupt: AbortSignal;
  readonly onStage: (stage: Stage, siege: Siege | undefined) => void;
}

/** Clients and failures on a cluster, all at once; and what came of it. */
export class Siege {
  private readonly options: SiegeOptions;
  private readonly ground: TemporaryCluster;
  private readonly controls: SiegeControls;
  private readonly startMs = performance.now();
  private readonly history: History;
  private readonly clients: readonly SiegeClient[];
  private readonly recoveries: Recoveries;
  private readonly nemesis: Nemesis | undefined;
  private readonly watch: LeaderWatch;
  private readonly complaints: string[] = [];

  constructor(options: SiegeOptions, ground: TemporaryCluster, controls: SiegeControls) {
    this.options = options;
    this.ground = ground;
    this.controls = controls;
    const { cluster, links } = ground;
    const now = (): number => performance.now() - this.startMs;
    const drawsFor = (purpose: string): Draws => new Draws(options.seed, purpose);
    this.recoveries = new Recoveries(now);
    this.history = new History(options.clients, now, (operation) => this.recoveries.ended(operation));
    this.clients = Array.from({ length: options.clients }, (_, number) => {
      const { endpoints } = cluster;
      const { consistency } = options;
      return new SiegeClient({ number, endpoints, consistency }, this.history, new Workload(number, options));
    });
    const kinds = kindsOf(options.failure);
    const failures = new Failures(cluster, links, drawsFor("aim"), controls.interrupt);
    this.watch = new LeaderWatch(cluster, failures.down);
    if (kinds.length > 0) {
      this.nemesis = new Nemesis({ ...options, kinds }, failures, this.recoveries, drawsFor("nemesis"));
    }
  }

  get progress(): SiegeProgress {
    const { operations } = this.history;
    const elapsedMs = performance.now() - this.startMs;
    return { elapsedMs, operations: operations.length, failures: this.nemesis?.inflicted.length ?? 0 };
  }

  /** The cluster runs when it begins, and not any more when it has ended. */
  async run(): Promise<SiegeResult> {
    const { controls, history, clients, complaints } = this;
    const { interrupt } = controls;
    controls.onStage("under siege", this);
    const beganMs = performance.now();
    await this.attack();
    const siegeMs = performance.now() - beganMs;
    const siegeOperations = history.operations.length;
    if (!interrupt.aborted) {
      controls.onStage("reading what is there", this);
      await this.readWhatIsThere();
    }
    for (const client of clients) client.close();
    controls.onStage("stopping", this);
    await this.stop();
    controls.onStage("checking", this);
    const check = await checkHistory(history.operations, this.options.steps, interrupt);
    const once = writtenOnce(history.operations);
    if (check.verdict === "not-linearizable") complaints.push("the history is not linearizable");
    if (once.lost.length > 0) complaints.push(`${once.lost.length} acknowledged writes are not there any more`);
    return {
      verdict: complaints.length > 0 ? "fail" : check.verdict === "unknown" ? "unknown" : "pass",
      complaints,
      wasInterrupted: interrupt.aborted,
      check,
      operations: history.operations,
      siegeOperations,
      siegeMs,
      failures: this.nemesis?.inflicted ?? [],
      recoveriesMs: this.recoveries.measuredMs,
      leaderChanges: this.watch.changes,
      writtenOnce: once,
      folder: this.ground.folder,
    };
  }

  /** Until the time has passed, there were operations or failures enough, or somebody interrupts. */
  private async attack(): Promise<void> {
    const { seconds, maxOperations } = this.options;
    const enough = new AbortController();
    const endAll = (): void => enough.abort();
    const timer = setTimeout(endAll, seconds * 1_000);
    const end = AbortSignal.any([enough.signal, this.controls.interrupt]);
    const mayBegin = (): boolean => !end.aborted && this.history.operations.length < maxOperations;
    const clients = Promise.all(this.clients.map((client) => client.run(mayBegin))).finally(endAll);
    const nemesis = this.nemesis?.run(end).finally(endAll);
    const watch = this.watch.run(end).finally(endAll);
    const ends = await Promise.allSettled([clients, nemesis, watch]);
    clearTimeout(timer);
    for (const each of ends) if (each.status === "rejected") this.complain(each.reason);
  }

  private async readWhatIsThere(): Promise<void> {
    const { interrupt } = this.controls;
    const { cluster } = this.ground;
    const hasMajority = (): boolean => 2 * cluster.running.length > cluster.nodes.length;
    const lookForLeader = async () => (hasMajority() ? (await cluster.leader()) || undefined : NOBODY);
    const leader = (await until(lookForLeader, LEADER_TIMEOUT_MS, interrupt)) ?? NOBODY;
    if (leader === NOBODY) {
      const why = hasMajority() ? ` within ${LEADER_TIMEOUT_MS / 1_000} s` : ": too few nodes run";
      if (!interrupt.aborted) this.complaints.push(`nobody led after everything was healed${why}`);
      return;
    }
    const unread = await readAll(this.clients, this.history, interrupt);
    if (unread.length > 0) this.complaints.push(`${unread.length} keys could not be read in the end: ${unread[0]}`);
    await this.watch.look();
  }

  private async stop(): Promise<void> {
    const { clients, complaints, ground, watch } = this;
    complaints.push(...new Set(clients.flatMap(({ surprises }) => surprises)));
    if (ground.links?.areUsed === false) complaints.push("the nodes do not talk over the links that were cut");
    for (const id of watch.ended) complaints.push(`node ${id} ended by itself`);
    for (const id of await ground.stop()) complaints.push(`node ${id} did not end when it was told to`);
    const left = ground.cluster.running.map(({ identity }) => identity?.pid);
    if (left.length > 0) complaints.push(`processes are left: ${left.join(", ")}`);
  }

  /** @throws what is our own mistake */
  private complain(error: unknown): void {
    if (!(error instanceof ClusterError)) throw error;
    if (!this.controls.interrupt.aborted) this.complaints.push(error.message);
  }
}

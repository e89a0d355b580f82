import { setTimeout as sleep } from "node:timers/promises";
import { type LocalCluster, until } from "../../cluster/index.ts";
import type { Completion } from "../experiments/completion.ts";
import type { Span, Subject } from "../experiments/subject.ts";
import { Writer } from "./writer.ts";

const LEADER_TIMEOUT_MS = 30_000;

/** Server processes on this machine, asked over their API, on the wall's clock. */
export class RealCluster implements Subject {
  private readonly cluster: LocalCluster;
  private readonly interrupt: AbortSignal;
  private writers: Writer[] = [];
  private completions: Completion[] = [];
  private killing: Promise<void> | undefined;

  constructor(cluster: LocalCluster, interrupt: AbortSignal) {
    this.cluster = cluster;
    this.interrupt = interrupt;
  }

  get nodes(): number {
    return this.cluster.nodes.length;
  }

  get nowMs(): number {
    return performance.now();
  }

  begin(clients: number): void {
    const { endpoints } = this.cluster;
    this.writers = Array.from(
      { length: clients },
      (_, place) =>
        new Writer(endpoints, place % endpoints.length, `bench-${place}`, (done) => this.completions.push(done)),
    );
  }

  async run(seconds: number): Promise<Span> {
    const fromMs = this.nowMs;
    this.completions = [];
    await sleep(seconds * 1_000, undefined, { signal: this.interrupt });
    const toMs = this.nowMs;
    const { completions } = this;
    this.completions = [];
    return { completions, fromMs, toMs, wallSeconds: (toMs - fromMs) / 1_000 };
  }

  async end(): Promise<void> {
    for (const writer of this.writers) writer.end();
    this.writers = [];
  }

  async leader(): Promise<number> {
    const look = async (): Promise<number | undefined> => (await this.cluster.leader()) || undefined;
    const leader = await until(look, LEADER_TIMEOUT_MS, this.interrupt);
    this.interrupt.throwIfAborted();
    if (leader === undefined) throw new Error(`the cluster has no leader within ${LEADER_TIMEOUT_MS} ms`);
    return leader;
  }

  /** Does not wait until the process is gone, for clients do not either. */
  async kill(node: number): Promise<number> {
    const { nowMs } = this;
    this.killing = this.cluster.kill(node);
    // Told when the node is restarted.
    this.killing.catch(() => {});
    return nowMs;
  }

  async restart(node: number): Promise<void> {
    await this.killing;
    await this.cluster.restart(node, this.interrupt);
  }
}

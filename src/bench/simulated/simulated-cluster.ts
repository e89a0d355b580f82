import { setImmediate } from "node:timers/promises";
import { FOR_GOOD, NO_LIMITS } from "../../chaos/index.ts";
import { newestLeader } from "../../fuzz/by-hand/aiming.ts";
import { HandPlan } from "../../fuzz/by-hand/hand-plan.ts";
import { type Cluster, clientId, clientOf, submitTo } from "../../fuzz/cluster.ts";
import { ordinaryProfile } from "../../fuzz/profile/ordinary-profile.ts";
import { Run } from "../../fuzz/run.ts";
import * as core from "../../sut/core.ts";
import type { Completion } from "../experiments/completion.ts";
import type { Span, Subject } from "../experiments/subject.ts";

const VALUE = "x".repeat(64);
/** A real server's; the ordinary profile has one that a person's example soon reaches. */
const SNAPSHOT_ENTRIES = 10_000;
/** Clients are handed what they are to write in slices of so much virtual time, and never run out of it meanwhile. */
const SLICE_US = 10_000;
const WRITES_AHEAD = 50;
const LEADER_TIMEOUT_US = 60_000_000;
const US_PER_MS = 1_000;

/** A cluster in a world of its own, on a virtual clock, with every invariant checked after every event. */
export class SimulatedCluster implements Subject {
  readonly nodes: number;
  private readonly simulated: Run;
  private readonly interrupt: AbortSignal;
  /** How long an answer is on its way at most. */
  private readonly hopMs: number;
  private writers = 0;
  /** How much of the history was looked at, and which operations of it were open then. */
  private seen = 0;
  private open: number[] = [];
  private faults = 0;

  constructor(nodes: number, clients: number, seed: string, interrupt: AbortSignal) {
    this.interrupt = interrupt;
    const ordinary = ordinaryProfile(nodes, 0);
    const settings = { ...ordinary.settings, snapshotIntervalEntries: SNAPSHOT_ENTRIES };
    const { latencyUs, jitterUs } = ordinary.network;
    this.nodes = nodes;
    this.hopMs = (latencyUs + jitterUs) / US_PER_MS;
    this.simulated = Run.start({ nodes, seed, operations: 0, checkers: true }, core, {
      profile: { ...ordinary, settings, clients },
      plan: new HandPlan(undefined, 0),
      budget: NO_LIMITS,
      slowestClockPerMille: 1_000,
      canLie: false,
      expects: "safety",
    });
  }

  get nowMs(): number {
    return this.cluster.nowUs / US_PER_MS;
  }

  begin(clients: number): void {
    this.writers = clients;
  }

  async run(seconds: number): Promise<Span> {
    const wallMs = performance.now();
    const fromMs = this.nowMs;
    const endUs = this.cluster.nowUs + Math.round(seconds * 1_000_000);
    while (this.cluster.nowUs < endUs) {
      this.pass(Math.min(SLICE_US, endUs - this.cluster.nowUs));
      // A person who interrupts is heard only between turns.
      await setImmediate();
      this.interrupt.throwIfAborted();
    }
    const wallSeconds = (performance.now() - wallMs) / 1_000;
    return { completions: this.collect(), fromMs, toMs: this.nowMs, wallSeconds };
  }

  /** What was handed out already is still written. */
  async end(): Promise<void> {
    const writing = this.clients(this.writers);
    this.writers = 0;
    while (writing.some((id) => !clientOf(this.cluster, id).idle)) this.pass(SLICE_US);
    this.collect();
  }

  async leader(): Promise<number> {
    for (const endUs = this.cluster.nowUs + LEADER_TIMEOUT_US; this.cluster.nowUs < endUs; this.pass(SLICE_US)) {
      const leader = newestLeader(this.cluster);
      if (leader !== undefined) return leader;
    }
    throw new Error(`no leader within ${LEADER_TIMEOUT_US} us of virtual time`);
  }

  async kill(node: number): Promise<number> {
    const { nowMs } = this;
    this.place({ kind: "crash", aim: node, forUs: FOR_GOOD });
    return nowMs;
  }

  async restart(node: number): Promise<void> {
    this.place({ kind: "recover", node });
  }

  private get cluster(): Cluster {
    return this.simulated.cluster;
  }

  private clients(count: number): number[] {
    return Array.from({ length: count }, (_, place) => clientId(this.cluster, place));
  }

  private pass(forUs: number): void {
    const starving = this.clients(this.writers).filter((id) => clientOf(this.cluster, id).backlog < WRITES_AHEAD / 2);
    if (starving.length > 0) {
      this.simulated.intervene((cluster) => {
        for (const id of starving) {
          const command = { kind: "put", key: `key-${id}`, value: VALUE };
          for (let ahead = 0; ahead < WRITES_AHEAD; ahead++) submitTo(cluster, id, command);
        }
      });
      this.simulated.director.submitted += starving.length * WRITES_AHEAD;
    }
    this.simulated.advanceUntil(this.cluster.nowUs + forUs);
    const violation = this.simulated.violations[0];
    if (violation !== undefined) throw new Error(`the simulated cluster is wrong: ${violation.message}`);
  }

  private place(fault: Parameters<Run["director"]["nemesis"]["carryOut"]>[1]): void {
    const operation = this.faults++;
    this.simulated.intervene((cluster) => this.simulated.director.nemesis.carryOut(cluster, fault, operation));
  }

  /** What was answered since this was called last. */
  private collect(): Completion[] {
    const { history } = this.cluster.witness;
    const fresh = Array.from({ length: history.length - this.seen }, (_, place) => this.seen + place);
    const completions: Completion[] = [];
    const open: number[] = [];
    for (const place of [...this.open, ...fresh]) {
      const { invokedUs, returned } = history.at(place);
      if (returned === undefined) open.push(place);
      else {
        const endMs = returned.atUs / US_PER_MS;
        completions.push({ startMs: invokedUs / US_PER_MS, endMs, aliveMs: endMs - this.hopMs });
      }
    }
    this.open = open;
    this.seen = history.length;
    return completions;
  }
}

import type { Operation, Plan, TimedDeed } from "../../chaos/index.ts";
import { newestLeader } from "../by-hand/aiming.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import type { FuzzDirector } from "../director.ts";
import { renumbered } from "./renumbered.ts";

/** A deed, and in what situation it was done. */
export interface AimedDeed extends TimedDeed {
  /** The node that led; 0 if nobody did. */
  readonly leader: number;
  /** The voters of that one's configuration; none if nobody led. */
  readonly voters: readonly number[];
}

/**
 * Does the deeds of another run, to the nodes that now have the roles which those had: where somebody else leads, the
 * two change places for good.
 */
export class AimedPlan implements Plan {
  operationsDone = 0;
  /** The deeds so far that hit something, as they were done here. */
  readonly done: AimedDeed[] = [];
  private deeds: readonly AimedDeed[];
  private readonly endsAtUs: number;
  private readonly founders: number;
  private cluster: Cluster | undefined = undefined;
  private nowUs = 0;
  /** The node that is now where each node was; by its number. */
  private readonly places: number[] = [];
  private last: AimedDeed | undefined = undefined;
  private recorded = 0;

  constructor(deeds: readonly AimedDeed[], endsAtUs: number, founders: number) {
    this.deeds = deeds;
    this.endsAtUs = endsAtUs;
    this.founders = founders;
  }

  /** Must be told what it plans for before it is asked. */
  watch(cluster: Cluster): void {
    this.cluster = cluster;
  }

  /** Does these instead; those that it has done must be the first of them. */
  replace(deeds: readonly AimedDeed[]): void {
    this.deeds = deeds;
  }

  next(): Operation | undefined {
    this.noteLast();
    const next = this.deeds[this.operationsDone];
    const dueUs = next?.atUs ?? this.endsAtUs;
    if (dueUs > this.nowUs) {
      const forUs = dueUs - this.nowUs;
      this.nowUs = dueUs;
      return { kind: "pass-time", forUs };
    }
    if (next === undefined) return undefined;
    this.operationsDone++;
    const leader = newestLeader(this.cluster!) ?? 0;
    if (leader !== 0 && next.leader !== 0) this.swap(next.leader, leader);
    const deed = renumbered(next.deed, (node) => this.placeOf(node));
    const voters = leader === 0 ? [] : viewOf(this.cluster!, leader)!.configuration.voters.slice();
    this.last = { atUs: next.atUs, deed, leader, voters };
    return deed;
  }

  fork(): AimedPlan {
    const copy = new AimedPlan(this.deeds, this.endsAtUs, this.founders);
    copy.operationsDone = this.operationsDone;
    copy.done.push(...this.done);
    copy.nowUs = this.nowUs;
    copy.places.push(...this.places);
    copy.last = this.last;
    copy.recorded = this.recorded;
    return copy;
  }

  private placeOf(node: number): number {
    return this.places[node] ?? node;
  }

  /** Founders are where founders were, and spares where spares were. */
  private swap(was: number, is: number): void {
    const taken = this.placeOf(was);
    if (taken === is || was <= this.founders !== is <= this.founders) return;
    let other = is;
    while (this.placeOf(other) !== is) other = this.placeOf(other);
    this.places[was] = is;
    this.places[other] = taken;
  }

  /** What hit nothing is not recorded. To be called once more when the run is over. */
  noteLast(): void {
    const { deeds } = (this.cluster!.director as FuzzDirector).nemesis.journal.recording!;
    if (deeds.length > this.recorded) this.done.push({ ...this.last!, deed: deeds.at(-1)!.deed });
    this.recorded = deeds.length;
  }
}

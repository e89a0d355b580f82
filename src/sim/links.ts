import type { Link, LinkConditions } from "./link-conditions.ts";

/**
 * The number of the directed link between two endpoints. All links among endpoints up to E have the numbers below
 * (E + 1)^2, and a link's number, which is part of its choices' identity, does not depend on how many others there are.
 */
export function linkBetween(from: number, to: number): number {
  return from < to ? to * to + from : from * from + from + to;
}

/** Whom a link of this number is between. */
export function endsOfLink(link: number): Link {
  const higher = Math.floor(Math.sqrt(link));
  const rest = link - higher * higher;
  return rest < higher ? { from: rest, to: higher } : { from: higher, to: rest - higher };
}

/** The present state of every directed link, by its number. */
export class Links {
  readonly conditions: LinkConditions[];
  /** Cuts that were not healed: nothing passes where there are any. */
  readonly cuts: Int32Array;
  /** Rises with each cut: a message of an earlier epoch was in flight then, and is lost. */
  readonly epochs: Int32Array;
  /** Nothing that is sent now arrives before this. */
  readonly cloggedUntilUs: Float64Array;
  /** How many messages were sent; so these count from 1. */
  readonly sentCounts: Float64Array;
  /** The highest number of a message that was delivered. */
  readonly latestDelivered: Float64Array;
  /** When the last message queued on an in-order link arrives. */
  readonly lastArrivalsUs: Float64Array;

  constructor(endpoints: number, conditions: LinkConditions) {
    const count = (endpoints + 1) * (endpoints + 1);
    this.conditions = new Array<LinkConditions>(count).fill(conditions);
    this.cuts = new Int32Array(count);
    this.epochs = new Int32Array(count);
    this.cloggedUntilUs = new Float64Array(count);
    this.sentCounts = new Float64Array(count);
    this.latestDelivered = new Float64Array(count);
    this.lastArrivalsUs = new Float64Array(count);
  }

  /** What was in flight is lost, and what is sent later waits for none of it: the connection is made anew. */
  cut(link: number): void {
    this.cuts[link]!++;
    this.epochs[link]!++;
    this.lastArrivalsUs[link] = 0;
  }

  heal(link: number): void {
    this.cuts[link]!--;
  }

  copyFrom(original: Links): void {
    for (const [link, conditions] of original.conditions.entries()) this.conditions[link] = conditions;
    this.cuts.set(original.cuts);
    this.epochs.set(original.epochs);
    this.cloggedUntilUs.set(original.cloggedUntilUs);
    this.sentCounts.set(original.sentCounts);
    this.latestDelivered.set(original.latestDelivered);
    this.lastArrivalsUs.set(original.lastArrivalsUs);
  }
}

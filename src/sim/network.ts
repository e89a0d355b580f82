import type { Choices } from "./choices.ts";
import { DELIVER, UNREACHABLE } from "./event-kind.ts";
import type { EventQueue } from "./event-queue.ts";
import { Links, linkBetween } from "./links.ts";
import { NetworkCounters } from "./network-counters.ts";
import { purposeNumber } from "./purpose.ts";

const LATENCY = purposeNumber("message-latency");
const LOSS = purposeNumber("message-loss");
const DUPLICATION = purposeNumber("message-duplication");
const DUPLICATE_LATENCY = purposeNumber("duplicate-latency");
const EXTRA_DELAY = purposeNumber("extra-delay");
const REORDERING = purposeNumber("message-reordering");
const REORDERING_DELAY = purposeNumber("reordering-delay");
const NOTICE = purposeNumber("unreachable-notice");

/** A reordered message is late by up to so many of the longest latencies, which gives later ones time to overtake it. */
const REORDERING_LATENCIES = 4;

/** What every link is like at first. Probabilities are out of 1,000,000. */
export interface NetworkProfile {
  /** Each message takes this long, and up to `jitterUs` longer. */
  readonly latencyUs: number;
  readonly jitterUs: number;
  readonly lossPerMillion: number;
  readonly duplicationPerMillion: number;
  readonly reorderingPerMillion: number;
  /** How many of the sends over a cut link the sender's transport notices. */
  readonly unreachablePerMillion: number;
  /**
   * No message overtakes another of its link, as on a TCP connection; what holds one up holds up those behind it. A
   * loss stands for a connection that broke and was made anew.
   */
  readonly inOrder: boolean;
}

/** Which links a change is for: those between nodes, or those from and to clients as well. */
export type LinkScope = "nodes" | "all";

/**
 * The network among all endpoints. What happens to a message on its way is chosen by its number on its link.
 */
export class Network {
  readonly counters: NetworkCounters;
  private readonly profile: NetworkProfile;
  private readonly nodes: number;
  private readonly endpoints: number;
  private readonly links: Links;
  private readonly queue: EventQueue;
  private readonly choices: Choices;

  constructor(
    profile: NetworkProfile,
    nodes: number,
    endpoints: number,
    queue: EventQueue,
    choices: Choices,
    counters = new NetworkCounters(),
  ) {
    this.profile = profile;
    this.nodes = nodes;
    this.endpoints = endpoints;
    this.queue = queue;
    this.choices = choices;
    this.counters = counters;
    this.links = new Links(endpoints);
    this.links.lossPerMillion.fill(profile.lossPerMillion);
  }

  /** Sends a message; `incarnation` is the sender's, for the notice that it may get. */
  send(nowUs: number, from: number, incarnation: number, to: number, payload: unknown): void {
    if (to < 1 || to > this.endpoints || to === from) throw new Error(`Endpoint ${from} sends to endpoint ${to}.`);
    const { links, counters, choices, profile } = this;
    const link = linkBetween(from, to);
    const ordinal = ++links.sentCounts[link]!;
    counters.sent++;
    if (links.isCut[link] === 1) {
      counters.droppedByCut++;
      if (choices.chanceAt(NOTICE, link, ordinal, profile.unreachablePerMillion)) {
        const noticedUs = nowUs + this.latency(LATENCY, link, ordinal);
        this.queue.push(noticedUs, UNREACHABLE, from, to, incarnation, ordinal, undefined);
      }
      return;
    }
    if (choices.chanceAt(LOSS, link, ordinal, links.lossPerMillion[link]!)) {
      counters.droppedByLoss++;
      return;
    }
    const extraUs = this.extraDelay(link, ordinal);
    if (extraUs > 0) counters.delayed++;
    this.carry(nowUs + extraUs + this.latency(LATENCY, link, ordinal), from, to, link, ordinal, payload);
    if (choices.chanceAt(DUPLICATION, link, ordinal, profile.duplicationPerMillion)) {
      counters.duplicated++;
      const copyUs = nowUs + extraUs + this.latency(DUPLICATE_LATENCY, link, ordinal);
      this.carry(copyUs, from, to, link, ordinal, payload);
    }
  }

  /** Whether a message that now reaches `to` was not lost on its way by a cut. */
  arrives(from: number, to: number, epoch: number): boolean {
    if (this.links.epochs[linkBetween(from, to)] === epoch) return true;
    this.counters.droppedInFlight++;
    return false;
  }

  /** A program receives the message of this number. */
  delivered(from: number, to: number, ordinal: number): void {
    const { latestDelivered } = this.links;
    const link = linkBetween(from, to);
    this.counters.delivered++;
    if (ordinal < latestDelivered[link]!) this.counters.overtaken++;
    else latestDelivered[link] = ordinal;
  }

  /** Cuts one direction; what is in flight there is lost. */
  cut(from: number, to: number): void {
    this.links.cut(linkBetween(from, to));
  }

  heal(from: number, to: number): void {
    this.links.heal(linkBetween(from, to));
  }

  healAll(): void {
    this.links.healAll();
  }

  isCut(from: number, to: number): boolean {
    return this.links.isCut[linkBetween(from, to)] === 1;
  }

  /** Cuts both directions between these nodes and all other nodes. Clients reach both sides. */
  partition(group: readonly number[]): void {
    for (const inside of group) {
      for (let outside = 1; outside <= this.nodes; outside++) {
        if (group.includes(outside)) continue;
        this.cut(inside, outside);
        this.cut(outside, inside);
      }
    }
  }

  /** From now on each message takes longer by up to this much, each by its own choice. Those in flight do not. */
  setExtraDelay(maxUs: number, scope: LinkScope): void {
    this.setAll(this.links.extraDelayMaxUs, scope, maxUs);
  }

  setLoss(perMillion: number, scope: LinkScope): void {
    this.setAll(this.links.lossPerMillion, scope, perMillion);
  }

  /** A copy that uses the copies of the queue and the choices. */
  fork(queue: EventQueue, choices: Choices): Network {
    const copy = new Network(this.profile, this.nodes, this.endpoints, queue, choices, this.counters.fork());
    copy.links.copyFrom(this.links);
    return copy;
  }

  private latency(purpose: number, link: number, ordinal: number): number {
    return this.profile.latencyUs + this.choices.belowAt(purpose, link, ordinal, this.profile.jitterUs + 1);
  }

  private extraDelay(link: number, ordinal: number): number {
    const { choices, profile } = this;
    const maxUs = this.links.extraDelayMaxUs[link]!;
    const inForceUs = maxUs > 0 ? 1 + choices.belowAt(EXTRA_DELAY, link, ordinal, maxUs) : 0;
    if (!choices.chanceAt(REORDERING, link, ordinal, profile.reorderingPerMillion)) return inForceUs;
    const longestUs = (profile.latencyUs + profile.jitterUs) * REORDERING_LATENCIES;
    return inForceUs + 1 + choices.belowAt(REORDERING_DELAY, link, ordinal, longestUs);
  }

  private carry(computedUs: number, from: number, to: number, link: number, ordinal: number, payload: unknown): void {
    const { links } = this;
    let arrivalUs = computedUs;
    if (this.profile.inOrder) {
      // Messages that arrive at the same time are delivered in the order in which they were queued.
      arrivalUs = Math.max(computedUs, links.lastArrivalsUs[link]!);
      links.lastArrivalsUs[link] = arrivalUs;
    }
    this.queue.push(arrivalUs, DELIVER, to, from, links.epochs[link]!, ordinal, payload);
  }

  private setAll(values: Int32Array | Float64Array, scope: LinkScope, value: number): void {
    const last = scope === "nodes" ? this.nodes : this.endpoints;
    for (let from = 1; from <= last; from++) {
      for (let to = 1; to <= last; to++) values[linkBetween(from, to)] = value;
    }
  }
}

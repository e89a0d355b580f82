import type { Choices } from "./choices.ts";
import { DELIVER_DAMAGED, UNREACHABLE } from "./event-kind.ts";
import { type EventQueue, NO_EVENT } from "./event-queue.ts";
import { DUPLICATE, Fate, type FramePurposes, ORIGINAL } from "./fate.ts";
import { changeConditions, FAIR_CONDITIONS, type LinkConditions, type LinkScope } from "./link-conditions.ts";
import { Links, linkBetween } from "./links.ts";
import { NetworkCounters } from "./network-counters.ts";
import type { NetworkListener } from "./network-listener.ts";
import { purposeNumber } from "./purpose.ts";

const LOSS = purposeNumber("message-loss");
const DUPLICATION = purposeNumber("message-duplication");
const NOTICE = purposeNumber("unreachable-notice");

/** What every link is like. Probabilities are out of 1,000,000. */
export interface NetworkProfile {
  /** Each message takes this long, and up to `jitterUs` longer. */
  readonly latencyUs: number;
  readonly jitterUs: number;
  /** How many of the sends over a cut link the sender's transport notices. */
  readonly unreachablePerMillion: number;
  /**
   * No message overtakes another of its link, as on a TCP connection; what holds one up holds up those behind it. A
   * loss stands for a connection that broke and was made anew.
   */
  readonly inOrder: boolean;
  /** Of all links, at first. */
  readonly conditions: LinkConditions;
}

/**
 * The network among all endpoints. What happens to a message on its way is chosen by its number on its link.
 */
export class Network {
  readonly counters: NetworkCounters;
  /** Who looks on, if anybody does. A fork has nobody. */
  listener: NetworkListener | undefined = undefined;
  private readonly profile: NetworkProfile;
  private readonly nodes: number;
  private readonly endpoints: number;
  private readonly links: Links;
  private readonly queue: EventQueue;
  private readonly choices: Choices;
  private readonly fate: Fate;

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
    this.fate = new Fate(profile, choices, counters);
    this.links = new Links(endpoints, changeConditions(FAIR_CONDITIONS, profile.conditions));
  }

  /**
   * Sends a message, of the kind `DELIVER` or, if it is damaged from the beginning, `DELIVER_DAMAGED`. `incarnation` is
   * the sender's, for the notice that it may get.
   */
  send(nowUs: number, kind: number, from: number, incarnation: number, to: number, payload: unknown): void {
    if (to < 1 || to > this.endpoints || to === from) throw new Error(`Endpoint ${from} sends to endpoint ${to}.`);
    const { links, counters, choices } = this;
    const link = linkBetween(from, to);
    const ordinal = ++links.sentCounts[link]!;
    counters.sent++;
    this.listener?.sent(from, to, ordinal, payload);
    if (links.cuts[link] !== 0) {
      counters.droppedByCut++;
      this.listener?.lost(from, to, ordinal, "cut");
      if (choices.chanceAt(NOTICE, link, ordinal, this.profile.unreachablePerMillion)) {
        const noticedUs = nowUs + this.fate.latencyUs(ORIGINAL, link, ordinal);
        this.queue.push(noticedUs, UNREACHABLE, from, to, incarnation, ordinal, undefined);
      }
      return;
    }
    const conditions = links.conditions[link]!;
    if (choices.chanceAt(LOSS, link, ordinal, conditions.lossPerMillion)) {
      counters.droppedByLoss++;
      this.listener?.lost(from, to, ordinal, "lost");
      return;
    }
    this.carry(ORIGINAL, nowUs, kind, from, to, link, ordinal, payload);
    if (choices.chanceAt(DUPLICATION, link, ordinal, conditions.duplicationPerMillion)) {
      counters.duplicated++;
      this.carry(DUPLICATE, nowUs, kind, from, to, link, ordinal, payload);
    }
  }

  /**
   * Whether the message of this kind and number that now reaches `to` gets to a program there: if no cut lost it on its
   * way, if one is running, and if it is whole.
   */
  arrives(kind: number, from: number, to: number, epoch: number, ordinal: number, isRunning: boolean): boolean {
    const { counters, links } = this;
    if (links.epochs[linkBetween(from, to)] !== epoch) {
      counters.droppedInFlight++;
      this.listener?.lost(from, to, ordinal, "cut in flight");
    } else if (!isRunning) this.nobodyUp(from, to, ordinal);
    else if (kind === DELIVER_DAMAGED) {
      counters.corrupted++;
      this.listener?.lost(from, to, ordinal, "damaged");
    } else return true;
    return false;
  }

  /** The message of this number got to where no program is, or is not any more. */
  nobodyUp(from: number, to: number, ordinal: number): void {
    this.counters.droppedAtDead++;
    this.listener?.lost(from, to, ordinal, "nobody up");
  }

  /** A program receives the message of this number. */
  delivered(from: number, to: number, ordinal: number): void {
    const { latestDelivered } = this.links;
    const link = linkBetween(from, to);
    const isOvertaken = ordinal < latestDelivered[link]!;
    this.counters.delivered++;
    if (isOvertaken) this.counters.overtaken++;
    else latestDelivered[link] = ordinal;
    this.listener?.delivered(from, to, ordinal, isOvertaken);
  }

  /** Cuts one direction once more; what is in flight there is lost. */
  cut(from: number, to: number): void {
    this.links.cut(this.linkOf(from, to));
  }

  /** Takes back one cut of this direction; asserts that there is one. */
  heal(from: number, to: number): void {
    if (!this.isCut(from, to)) throw new Error(`The link from ${from} to ${to} is not cut and cannot be healed.`);
    this.links.heal(this.linkOf(from, to));
  }

  healAll(): void {
    this.links.cuts.fill(0);
  }

  isCut(from: number, to: number): boolean {
    return this.links.cuts[this.linkOf(from, to)] !== 0;
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

  /** Nothing that is sent over the link from now on arrives before this. */
  clog(from: number, to: number, untilUs: number): void {
    if (!Number.isSafeInteger(untilUs) || untilUs >= NO_EVENT) {
      throw new Error(`The link from ${from} to ${to} cannot be clogged until ${untilUs}.`);
    }
    const { cloggedUntilUs } = this.links;
    const link = this.linkOf(from, to);
    cloggedUntilUs[link] = Math.max(cloggedUntilUs[link]!, untilUs);
  }

  unclogAll(): void {
    this.links.cloggedUntilUs.fill(0);
  }

  conditionsOf(from: number, to: number): LinkConditions {
    return this.links.conditions[this.linkOf(from, to)]!;
  }

  /** Links that had the same conditions go on sharing them. */
  setConditions(changes: Partial<LinkConditions>, scope: LinkScope): void {
    const { conditions } = this.links;
    const changed = new Map<LinkConditions, LinkConditions>();
    let before: LinkConditions | undefined;
    let after = FAIR_CONDITIONS;
    this.forLinksIn(scope, (link) => {
      // Most links are like the one before.
      if (conditions[link] !== before) {
        before = conditions[link]!;
        after = changed.get(before) ?? changeConditions(before, changes);
        changed.set(before, after);
      }
      conditions[link] = after;
    });
  }

  /** A copy that uses the copies of the queue and the choices. */
  fork(queue: EventQueue, choices: Choices): Network {
    const copy = new Network(this.profile, this.nodes, this.endpoints, queue, choices, this.counters.fork());
    copy.links.copyFrom(this.links);
    return copy;
  }

  /** Puts one frame of a message on the wire. */
  private carry(
    purposes: FramePurposes,
    nowUs: number,
    kind: number,
    from: number,
    to: number,
    link: number,
    ordinal: number,
    payload: unknown,
  ): void {
    const { fate, links, counters } = this;
    const conditions = links.conditions[link]!;
    let arrivalUs = nowUs + fate.latencyUs(purposes, link, ordinal);
    let kindOnArrival = kind;
    if (conditions !== FAIR_CONDITIONS) {
      arrivalUs += fate.heldUpUs(purposes, link, ordinal, conditions);
      if (fate.isDamaged(purposes, link, ordinal, conditions)) kindOnArrival = DELIVER_DAMAGED;
    }
    if (arrivalUs < links.cloggedUntilUs[link]!) {
      counters.clogged++;
      arrivalUs = links.cloggedUntilUs[link]!;
    }
    if (this.profile.inOrder) {
      // Messages that arrive at the same time are delivered in the order in which they were queued.
      arrivalUs = Math.max(arrivalUs, links.lastArrivalsUs[link]!);
      links.lastArrivalsUs[link] = arrivalUs;
    }
    this.queue.push(arrivalUs, kindOnArrival, to, from, links.epochs[link]!, ordinal, payload);
  }

  private linkOf(from: number, to: number): number {
    const isEndpoint = (id: number) => Number.isInteger(id) && id >= 1 && id <= this.endpoints;
    if (!isEndpoint(from) || !isEndpoint(to) || from === to) throw new Error(`There is no link from ${from} to ${to}.`);
    return linkBetween(from, to);
  }

  private forLinksIn(scope: LinkScope, change: (link: number) => void): void {
    if (typeof scope === "object") {
      change(this.linkOf(scope.from, scope.to));
      return;
    }
    const last = scope === "nodes" ? this.nodes : this.endpoints;
    for (let from = 1; from <= last; from++) {
      for (let to = 1; to <= last; to++) if (from !== to) change(linkBetween(from, to));
    }
  }
}

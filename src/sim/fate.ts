import type { Choices } from "./choices.ts";
import type { LinkConditions } from "./link-conditions.ts";
import type { NetworkProfile } from "./network.ts";
import type { NetworkCounters } from "./network-counters.ts";
import { purposeNumber } from "./purpose.ts";

/**
 * A reordered message is late by up to so many of the longest latencies, which gives later ones time to overtake it.
 */
const REORDERING_LATENCIES = 4;

/** What the choices about one frame are for. A copy has the number of its original, and other purposes. */
export interface FramePurposes {
  readonly latency: number;
  readonly delay: number;
  readonly extraDelay: number;
  readonly reordering: number;
  readonly reorderingDelay: number;
  readonly corruption: number;
}

export const ORIGINAL: FramePurposes = {
  latency: purposeNumber("message-latency"),
  delay: purposeNumber("message-delay"),
  extraDelay: purposeNumber("extra-delay"),
  reordering: purposeNumber("message-reordering"),
  reorderingDelay: purposeNumber("reordering-delay"),
  corruption: purposeNumber("message-corruption"),
};

export const DUPLICATE: FramePurposes = {
  latency: purposeNumber("duplicate-latency"),
  delay: purposeNumber("duplicate-delay"),
  extraDelay: purposeNumber("duplicate-extra-delay"),
  reordering: purposeNumber("duplicate-reordering"),
  reorderingDelay: purposeNumber("duplicate-reordering-delay"),
  corruption: purposeNumber("duplicate-corruption"),
};

/** What the frames of a network meet on their way, each by its own choices, and how much of it they met. */
export class Fate {
  private readonly profile: NetworkProfile;
  private readonly choices: Choices;
  private readonly counters: NetworkCounters;

  constructor(profile: NetworkProfile, choices: Choices, counters: NetworkCounters) {
    this.profile = profile;
    this.choices = choices;
    this.counters = counters;
  }

  /** How long a frame takes if nothing holds it up. */
  latencyUs(of: FramePurposes, link: number, ordinal: number): number {
    return this.profile.latencyUs + this.choices.belowAt(of.latency, link, ordinal, this.profile.jitterUs + 1);
  }

  /** How long a frame is held up beyond that. What cannot happen costs no more than a look at the conditions. */
  heldUpUs(of: FramePurposes, link: number, ordinal: number, conditions: LinkConditions): number {
    let heldUs = 0;
    if (conditions.delayPerMillion > 0) heldUs += this.delayUs(of, link, ordinal, conditions);
    if (conditions.reorderingPerMillion > 0) heldUs += this.reorderingDelayUs(of, link, ordinal, conditions);
    return heldUs;
  }

  isDamaged(of: FramePurposes, link: number, ordinal: number, { corruptionPerMillion }: LinkConditions): boolean {
    return corruptionPerMillion > 0 && this.choices.chanceAt(of.corruption, link, ordinal, corruptionPerMillion);
  }

  private delayUs(of: FramePurposes, link: number, ordinal: number, conditions: LinkConditions): number {
    const { delayPerMillion, delayMinUs, delayMaxUs } = conditions;
    if (!this.choices.chanceAt(of.delay, link, ordinal, delayPerMillion)) return 0;
    this.counters.delayed++;
    return delayMinUs + this.choices.belowAt(of.extraDelay, link, ordinal, delayMaxUs - delayMinUs + 1);
  }

  private reorderingDelayUs(of: FramePurposes, link: number, ordinal: number, conditions: LinkConditions): number {
    if (!this.choices.chanceAt(of.reordering, link, ordinal, conditions.reorderingPerMillion)) return 0;
    this.counters.reordered++;
    const longestUs = (this.profile.latencyUs + this.profile.jitterUs) * REORDERING_LATENCIES;
    return 1 + this.choices.belowAt(of.reorderingDelay, link, ordinal, longestUs);
  }
}

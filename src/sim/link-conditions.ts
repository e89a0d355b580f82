import { MILLION } from "./choices.ts";

/**
 * What a directed link does to the messages sent over it from now on. Immutable, shared between links. Probabilities
 * are out of 1,000,000, and each frame meets its own choices: a copy is delayed, reordered and damaged on its own.
 */
export interface LinkConditions {
  readonly lossPerMillion: number;
  /** How many are held up, each by its own choice from `delayMinUs` to `delayMaxUs`, inclusive. */
  readonly delayPerMillion: number;
  readonly delayMinUs: number;
  readonly delayMaxUs: number;
  readonly duplicationPerMillion: number;
  /** How many are late by some latencies, so that later ones overtake them. */
  readonly reorderingPerMillion: number;
  /** How many frames are damaged on the way: their checksum fails when they arrive, and they are dropped there. */
  readonly corruptionPerMillion: number;
}

export const FAIR_CONDITIONS: LinkConditions = {
  lossPerMillion: 0,
  delayPerMillion: 0,
  delayMinUs: 0,
  delayMaxUs: 0,
  duplicationPerMillion: 0,
  reorderingPerMillion: 0,
  corruptionPerMillion: 0,
};

/** One direction between two endpoints. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

/** Which links a change is for: those between nodes, those from and to clients as well, or one. */
export type LinkScope = "nodes" | "all" | Link;

/** More than an hour; one choice tells so many apart. */
const MAX_DELAY_US = 2 ** 32 - 1;

const PROBABILITIES = [
  "lossPerMillion",
  "delayPerMillion",
  "duplicationPerMillion",
  "reorderingPerMillion",
  "corruptionPerMillion",
] as const;

/** The conditions after some changes; asserts that such a link can be. */
export function changeConditions(before: LinkConditions, changes: Partial<LinkConditions>): LinkConditions {
  // All have one shape, spelled out: the network reads it for every message, and a storm changes it all the time.
  const after: LinkConditions = {
    lossPerMillion: changes.lossPerMillion ?? before.lossPerMillion,
    delayPerMillion: changes.delayPerMillion ?? before.delayPerMillion,
    delayMinUs: changes.delayMinUs ?? before.delayMinUs,
    delayMaxUs: changes.delayMaxUs ?? before.delayMaxUs,
    duplicationPerMillion: changes.duplicationPerMillion ?? before.duplicationPerMillion,
    reorderingPerMillion: changes.reorderingPerMillion ?? before.reorderingPerMillion,
    corruptionPerMillion: changes.corruptionPerMillion ?? before.corruptionPerMillion,
  };
  for (const name of PROBABILITIES) {
    const share = after[name];
    if (!Number.isInteger(share) || share < 0 || share > MILLION) {
      throw new Error(`A link's ${name} is an integer from 0 to 1,000,000, not ${share}.`);
    }
  }
  const { delayMinUs, delayMaxUs } = after;
  const areIntegers = Number.isSafeInteger(delayMinUs) && Number.isSafeInteger(delayMaxUs);
  if (!areIntegers || delayMinUs < 0 || delayMinUs > delayMaxUs || delayMaxUs > MAX_DELAY_US) {
    throw new Error(`A link delays by integers from 0 to ${MAX_DELAY_US}, not from ${delayMinUs} to ${delayMaxUs}.`);
  }
  return isFair(after) ? FAIR_CONDITIONS : after;
}

/** The one object that stands for fair conditions tells a network at a glance that nothing is to be chosen. */
function isFair(conditions: LinkConditions): boolean {
  return PROBABILITIES.every((name) => conditions[name] === 0) && conditions.delayMaxUs === 0;
}

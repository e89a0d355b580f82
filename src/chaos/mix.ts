import { type Choices, purposeNumber } from "../sim/index.ts";

/** What an operation of the mix can be, in the order in which it is drawn. */
export const MIX_KINDS = [
  "submit",
  "crash",
  "recover",
  "partition",
  "heal",
  "set-delay",
  "set-loss",
  "pass-time",
  "change-membership",
  "transfer",
  "take-snapshot",
  "stop",
] as const;

/** What an operator does, and not chance: each seed has any of it, or nothing. */
export const OPERATOR_KINDS = ["change-membership", "transfer", "take-snapshot", "stop"] as const;

export type MixKind = (typeof MIX_KINDS)[number];
export type OperatorKind = (typeof OPERATOR_KINDS)[number];

/** How often each kind of operation comes, and how strong the faults among them may be. */
export interface Mix {
  readonly weights: Readonly<Record<MixKind, number>>;
  readonly passTimeMinUs: number;
  readonly passTimeMaxUs: number;
  readonly delayMaxUs: number;
  readonly lossMaxPerMillion: number;
  /** How many of the settings of delay and loss set them to nothing. */
  readonly nothingPerMillion: number;
  /** Share of partitions that cut one direction only. */
  readonly oneWayPerMillion: number;
  /** Share of crashes that aim at the leader. */
  readonly leaderCrashPerMillion: number;
  /** Share of the other crashes that wait for the next leader instead, and how long they let it live at the most. */
  readonly ambushPerMillion: number;
  readonly ambushDelayMaxUs: number;
  /** How many operations a spell of this mix has, and the lull that follows it. */
  readonly spellOperations: number;
  readonly lullOperations: number;
}

/** The mix of the fuzzer that gave the idea, in percent. */
const WEIGHTS: Readonly<Record<MixKind, number>> = {
  submit: 30,
  crash: 5,
  recover: 10,
  partition: 2,
  heal: 8,
  "set-delay": 3,
  "set-loss": 4,
  "pass-time": 38,
  "change-membership": 0,
  transfer: 0,
  "take-snapshot": 0,
  stop: 0,
};

/** In hundredths of the same: so seldom that most changes are through before the next. */
const OPERATOR_WEIGHTS = { "change-membership": 250, transfer: 100, "take-snapshot": 80, stop: 50 } as const;

/** A seed may halve or double the weight of a fault; submissions and time stay as they are. */
const FACTORS_PERCENT = [50, 100, 150, 200] as const;

/** Every fault at its ordinary weight and strength, and none of them aimed. */
export const ORDINARY_MIX: Mix = {
  weights: inHundredths(WEIGHTS),
  passTimeMinUs: 1_000,
  passTimeMaxUs: 50_000,
  delayMaxUs: 50_000,
  lossMaxPerMillion: 200_000,
  nothingPerMillion: 500_000,
  oneWayPerMillion: 250_000,
  leaderCrashPerMillion: 0,
  ambushPerMillion: 0,
  ambushDelayMaxUs: 0,
  spellOperations: 150,
  lullOperations: 150,
};

/**
 * The mix of one seed: a thousand seeds on one mix would be one network a thousand times, so each draws its own
 * (swarm testing).
 */
export function drawMix(choices: Choices): Mix {
  const weights = { ...WEIGHTS };
  for (const kind of MIX_KINDS) {
    weights[kind] = WEIGHTS[kind] * (isFault(kind) ? pick(choices, FACTORS_PERCENT) : 100);
  }
  // What breaks more often than it is mended stays broken, and nothing more can be learned from it.
  weights.recover = Math.max(weights.recover, 2 * weights.crash);
  weights.heal = Math.max(weights.heal, 3 * weights.partition);
  return {
    weights,
    passTimeMinUs: 1_000,
    passTimeMaxUs: 50_000,
    delayMaxUs: pick(choices, [5_000, 50_000, 200_000, 500_000]),
    lossMaxPerMillion: pick(choices, [10_000, 200_000, 500_000]),
    nothingPerMillion: 500_000,
    oneWayPerMillion: pick(choices, [0, 250_000, 500_000]),
    leaderCrashPerMillion: pick(choices, [0, 0, 300_000, 700_000]),
    ambushPerMillion: pick(choices, [0, 0, 500_000, 1_000_000]),
    ambushDelayMaxUs: pick(choices, [5_000, 50_000]),
    spellOperations: pick(choices, [150, 300]),
    lullOperations: pick(choices, [150, 300]),
  };
}

/** The mix with an operator beside it who does these things. */
export function withOperator(mix: Mix, kinds: readonly OperatorKind[]): Mix {
  const weights = Object.fromEntries(kinds.map((kind) => [kind, OPERATOR_WEIGHTS[kind]]));
  return { ...mix, weights: { ...mix.weights, ...weights } };
}

/**
 * Crashes come twice as often, many of them to leaders in their first moments, and messages are late without a pause,
 * while few are lost.
 */
export function mixInTurmoil(mix: Mix): Mix {
  return {
    ...mix,
    weights: { ...mix.weights, crash: 1_000, recover: 1_500, "set-delay": 900 },
    delayMaxUs: 40_000,
    lossMaxPerMillion: 50_000,
    nothingPerMillion: 0,
    leaderCrashPerMillion: 200_000,
    ambushPerMillion: 700_000,
    ambushDelayMaxUs: 100_000,
    spellOperations: 600,
    lullOperations: 600,
  };
}

/** Faults come seldom and are mended soon; what was set before is set back to nothing. */
export function lullOf(mix: Mix): Mix {
  const weights = { ...mix.weights, crash: 20, recover: 2_000, partition: 20, heal: 2_000, "set-delay": 600 };
  return { ...mix, weights: { ...weights, "set-loss": 600 }, delayMaxUs: 0, lossMaxPerMillion: 0, ambushPerMillion: 0 };
}

function inHundredths(percent: Readonly<Record<MixKind, number>>): Record<MixKind, number> {
  return Object.fromEntries(MIX_KINDS.map((kind) => [kind, 100 * percent[kind]])) as Record<MixKind, number>;
}

function isFault(kind: MixKind): boolean {
  return kind !== "submit" && kind !== "pass-time" && !OPERATOR_KINDS.some((one) => one === kind);
}

/** One of the values, by the seed's next swarm choice. */
export function pick<T>(choices: Choices, values: readonly T[]): T {
  return values[choices.below(SWARM, 0, values.length)]!;
}

const SWARM = purposeNumber("swarm");

import type { Draws } from "./draws.ts";
import type { Fault } from "./fault.ts";
import type { FaultRates, Lasting } from "./scenario.ts";

/** A crash that waits for a new leader lets it live for so long at the most. */
const AMBUSH_DELAY_MAX_US = 100_000;

/** Every fault that can come now and then; its place is that of its choices. */
export const RATE_NAMES = [
  "partition",
  "clog",
  "crash",
  "crashAll",
  "pause",
  "slowNode",
  "slowDisk",
  "failSync",
  "fillDisk",
  "damageDisk",
  "jumpClock",
  "changeClockRate",
  "stop",
] as const satisfies readonly (keyof FaultRates)[];

export type RateName = (typeof RATE_NAMES)[number];

/** One fault as a scenario's rates have it; undefined where the scenario does not name it. */
export function drawFault(name: RateName, rates: FaultRates, draws: Draws): Fault | undefined {
  switch (name) {
    case "partition":
      return drawn(rates.partition, (rate) => ({
        kind: "partition",
        shape: draws.among(rate.shapes)!,
        forUs: duration(rate, draws),
      }));
    case "clog":
      return drawn(rates.clog, (rate) => ({
        kind: "clog",
        from: "anyone",
        to: "anyone",
        forUs: duration(rate, draws),
      }));
    case "crash":
      return drawn(rates.crash, (rate) => drawCrash(rate, draws));
    case "crashAll":
      return drawn(rates.crashAll, (rate) => ({ kind: "crash-all", forUs: duration(rate, draws) }));
    case "pause":
      return drawn(rates.pause, (rate) => ({
        kind: "pause",
        aim: draws.among(rate.aims)!,
        forUs: duration(rate, draws),
      }));
    case "slowNode":
      return drawn(rates.slowNode, (rate) => ({
        kind: "slow-node",
        aim: draws.among(rate.aims)!,
        perEventUs: draws.between(rate.perEventMinUs, rate.perEventMaxUs),
        forUs: duration(rate, draws),
      }));
    case "slowDisk":
      return drawn(rates.slowDisk, (rate) => ({
        kind: "slow-disk",
        aim: draws.among(rate.aims)!,
        addedMinUs: rate.addedMinUs,
        addedMaxUs: rate.addedMaxUs,
        forUs: duration(rate, draws),
      }));
    case "failSync":
      return drawn(rates.failSync, (rate) => ({
        kind: "fail-sync",
        aim: draws.among(rate.aims)!,
        forUs: duration(rate, draws),
      }));
    case "fillDisk":
      return drawn(rates.fillDisk, (rate) => ({
        kind: "fill-disk",
        aim: draws.among(rate.aims)!,
        forUs: duration(rate, draws),
      }));
    case "damageDisk":
      return drawn(rates.damageDisk, (rate) => ({ kind: "damage-disk", aim: draws.among(rate.aims)! }));
    case "jumpClock":
      return drawn(rates.jumpClock, (rate) => ({
        kind: "jump-clock",
        aim: draws.among(rate.aims)!,
        byUs: draws.between(rate.byMinUs, rate.byMaxUs),
      }));
    case "changeClockRate":
      return drawn(rates.changeClockRate, (rate) => ({
        kind: "set-clock-rate",
        aim: draws.among(rate.aims)!,
        ratePerMille: draws.between(rate.toMinPerMille, rate.toMaxPerMille),
      }));
    case "stop":
      return drawn(rates.stop, (rate) => ({
        kind: "stop",
        aim: draws.among(rate.aims)!,
        forUs: duration(rate, draws),
      }));
  }
}

function drawCrash(rate: NonNullable<FaultRates["crash"]>, draws: Draws): Fault {
  const aim = draws.among(rate.aims)!;
  const moment = draws.among(rate.moments)!;
  const forUs = duration(rate, draws);
  if (moment === "now") return { kind: "crash", aim, forUs };
  if (moment === "elected") return { kind: "ambush", delayUs: draws.below(AMBUSH_DELAY_MAX_US + 1), forUs };
  return { kind: "crash-after", aim, moment, forUs };
}

function duration({ forMinUs, forMaxUs }: Lasting, draws: Draws): number {
  return draws.between(forMinUs, forMaxUs);
}

function drawn<Rate>(rate: Rate | undefined, draw: (rate: Rate) => Fault): Fault | undefined {
  return rate === undefined ? undefined : draw(rate);
}

import { type Choices, purposeNumber } from "../sim/index.ts";
import { Draws } from "./draws.ts";
import { FOR_GOOD, type Operation } from "./fault.ts";
import { lullOf, MIX_KINDS, type Mix, type MixKind } from "./mix.ts";
import type { Plan } from "./plan.ts";

const OPERATION = purposeNumber("operation");

/** Who leads has something to hand over before it ends. */
const STOPPED_LEADERS_PER_MILLION = 500_000;

/** A kind of operation, and the weights of all kinds up to it together. */
interface Share {
  readonly kind: MixKind;
  readonly upTo: number;
}

/** Places of the draws of this plan, behind those of the faults themselves. */
const FIRST_PLACE = 32;

/**
 * A storm in which each operation is one thing out of a mix. Spells of the mix alternate with lulls, in which a cluster
 * can bring in what the spell held up: without them a strong mix is a cluster that does nothing.
 */
export class MixPlan implements Plan {
  operationsDone = 0;
  private readonly mix: Mix;
  private readonly lull: Mix;
  private readonly mixShares: readonly Share[];
  private readonly lullShares: readonly Share[];
  private readonly operations: number;
  private readonly choices: Choices;

  constructor(mix: Mix, operations: number, choices: Choices) {
    this.mix = mix;
    this.lull = lullOf(mix);
    this.mixShares = sharesOf(this.mix);
    this.lullShares = sharesOf(this.lull);
    this.operations = operations;
    this.choices = choices;
  }

  next(): Operation | undefined {
    if (this.operationsDone === this.operations) return undefined;
    const isLull = this.isLull();
    const mix = isLull ? this.lull : this.mix;
    this.operationsDone++;
    const kind = this.drawKind(isLull ? this.lullShares : this.mixShares);
    const draws = new Draws(this.choices, FIRST_PLACE + MIX_KINDS.indexOf(kind), this.operationsDone);
    return operationOf(kind, mix, draws);
  }

  fork(): MixPlan {
    const copy = new MixPlan(this.mix, this.operations, this.choices);
    copy.operationsDone = this.operationsDone;
    return copy;
  }

  private isLull(): boolean {
    return this.operationsDone % (this.mix.spellOperations + this.mix.lullOperations) >= this.mix.spellOperations;
  }

  private drawKind(shares: readonly Share[]): MixKind {
    const drawn = this.choices.belowAt(OPERATION, 0, this.operationsDone, shares.at(-1)!.upTo);
    return shares.find(({ upTo }) => drawn < upTo)!.kind;
  }
}

function sharesOf({ weights }: Mix): Share[] {
  let upTo = 0;
  return MIX_KINDS.map((kind) => {
    upTo += weights[kind];
    return { kind, upTo };
  });
}

function operationOf(kind: MixKind, mix: Mix, draws: Draws): Operation {
  switch (kind) {
    case "submit":
    case "change-membership":
    case "transfer":
    case "take-snapshot":
      return { kind };
    case "stop":
      return { kind, aim: draws.chance(STOPPED_LEADERS_PER_MILLION) ? "leader" : "anyone", forUs: FOR_GOOD };
    case "crash":
      if (draws.chance(mix.leaderCrashPerMillion)) return { kind, aim: "leader", forUs: FOR_GOOD };
      if (!draws.chance(mix.ambushPerMillion)) return { kind, aim: "anyone", forUs: FOR_GOOD };
      return { kind: "ambush", delayUs: draws.below(mix.ambushDelayMaxUs + 1), forUs: FOR_GOOD };
    case "recover":
      return { kind };
    case "partition": {
      const shape = draws.chance(mix.oneWayPerMillion) ? "one-way" : "halves";
      return { kind, shape, forUs: FOR_GOOD };
    }
    case "heal":
      return { kind };
    case "set-delay": {
      const maxUs = nothingOrUpTo(mix.delayMaxUs, mix, draws);
      const changes = { delayPerMillion: maxUs > 0 ? 1_000_000 : 0, delayMinUs: Math.min(1, maxUs), delayMaxUs: maxUs };
      return { kind: "set-conditions", changes, scope: "nodes" };
    }
    case "set-loss": {
      const changes = { lossPerMillion: nothingOrUpTo(mix.lossMaxPerMillion, mix, draws) };
      return { kind: "set-conditions", changes, scope: "nodes" };
    }
    case "pass-time":
      return { kind, forUs: draws.between(mix.passTimeMinUs, mix.passTimeMaxUs) };
  }
}

/** A fault that is set stays until it is set again; so that there are calmer times too, it is often set to nothing. */
function nothingOrUpTo(max: number, { nothingPerMillion }: Mix, draws: Draws): number {
  return draws.chance(nothingPerMillion) ? 0 : draws.below(max + 1);
}

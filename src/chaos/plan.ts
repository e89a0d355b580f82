import { type Choices, purposeNumber } from "../sim/index.ts";
import { lullOf, type Mix } from "./mix.ts";
import { OPERATION_KINDS, type Operation, type OperationKind } from "./operation.ts";

const OPERATION = purposeNumber("operation");
const AMOUNT = purposeNumber("operation-amount");

/**
 * The operations of one run, in order, each drawn when it is asked for. Spells of the mix alternate with lulls, in which
 * a cluster can bring in what the spell held up: without them a strong mix is a cluster that does nothing.
 */
export class Plan {
  private readonly mix: Mix;
  private readonly lull: Mix;
  private readonly choices: Choices;
  private operations = 0;

  constructor(mix: Mix, choices: Choices) {
    this.mix = mix;
    this.lull = lullOf(mix);
    this.choices = choices;
  }

  next(): Operation {
    const { choices } = this;
    const mix = this.isLull() ? this.lull : this.mix;
    this.operations++;
    const kind = this.nextKind(mix);
    const where = OPERATION_KINDS.indexOf(kind);
    switch (kind) {
      case "crash":
        if (choices.chance(AMOUNT, where, mix.leaderCrashPerMillion)) return { kind, aim: "leader" };
        if (!choices.chance(AMOUNT, where, mix.ambushPerMillion)) return { kind, aim: "anyone" };
        return { kind: "ambush", delayUs: choices.below(AMOUNT, where, mix.ambushDelayMaxUs + 1) };
      case "partition":
        return { kind, oneWay: choices.chance(AMOUNT, where, mix.oneWayPerMillion) };
      case "set-delay":
        return { kind, maxUs: this.nothingOrUpTo(where, mix, mix.delayMaxUs) };
      case "set-loss":
        return { kind, perMillion: this.nothingOrUpTo(where, mix, mix.lossMaxPerMillion) };
      case "pass-time":
        return { kind, forUs: choices.between(AMOUNT, where, mix.passTimeMinUs, mix.passTimeMaxUs) };
      default:
        return { kind };
    }
  }

  fork(): Plan {
    const copy = new Plan(this.mix, this.choices.fork());
    copy.operations = this.operations;
    return copy;
  }

  private isLull(): boolean {
    return this.operations % (this.mix.spellOperations + this.mix.lullOperations) >= this.mix.spellOperations;
  }

  private nextKind({ weights }: Mix): OperationKind {
    const total = OPERATION_KINDS.reduce((sum, kind) => sum + weights[kind], 0);
    let left = this.choices.below(OPERATION, 0, total);
    for (const kind of OPERATION_KINDS) {
      left -= weights[kind];
      if (left < 0) return kind;
    }
    throw new Error(`The weights of the mix do not add up to ${total}.`);
  }

  /** A fault that is set stays until it is set again; so that there are calmer times too, it is often set to nothing. */
  private nothingOrUpTo(where: number, { nothingPerMillion }: Mix, max: number): number {
    if (this.choices.chance(AMOUNT, where, nothingPerMillion)) return 0;
    return this.choices.below(AMOUNT, where, max + 1);
  }
}

import { type Choices, purposeNumber } from "../sim/index.ts";
import type { Mix } from "./mix.ts";
import { OPERATION_KINDS, type Operation, type OperationKind } from "./operation.ts";

const OPERATION = purposeNumber("operation");
const AMOUNT = purposeNumber("operation-amount");

/** The operations of one run, in order, each drawn when it is asked for. */
export class Plan {
  private readonly mix: Mix;
  private readonly choices: Choices;
  private readonly totalWeight: number;

  constructor(mix: Mix, choices: Choices) {
    this.mix = mix;
    this.choices = choices;
    this.totalWeight = OPERATION_KINDS.reduce((sum, kind) => sum + mix.weights[kind], 0);
  }

  next(): Operation {
    const { choices, mix } = this;
    const kind = this.nextKind();
    const where = OPERATION_KINDS.indexOf(kind);
    switch (kind) {
      case "crash":
        if (choices.chance(AMOUNT, where, mix.leaderCrashPerMillion)) return { kind, aim: "leader" };
        if (!choices.chance(AMOUNT, where, mix.ambushPerMillion)) return { kind, aim: "anyone" };
        return { kind: "ambush", delayUs: choices.below(AMOUNT, where, mix.ambushDelayMaxUs + 1) };
      case "partition":
        return { kind, oneWay: choices.chance(AMOUNT, where, mix.oneWayPerMillion) };
      case "set-delay":
        return { kind, maxUs: this.halfTheTimeNothing(where, mix.delayMaxUs) };
      case "set-loss":
        return { kind, perMillion: this.halfTheTimeNothing(where, mix.lossMaxPerMillion) };
      case "pass-time":
        return { kind, forUs: choices.between(AMOUNT, where, mix.passTimeMinUs, mix.passTimeMaxUs) };
      default:
        return { kind };
    }
  }

  fork(): Plan {
    return new Plan(this.mix, this.choices.fork());
  }

  private nextKind(): OperationKind {
    let left = this.choices.below(OPERATION, 0, this.totalWeight);
    for (const kind of OPERATION_KINDS) {
      left -= this.mix.weights[kind];
      if (left < 0) return kind;
    }
    throw new Error(`The weights of the mix do not add up to ${this.totalWeight}.`);
  }

  /** A fault that is set stays until it is set again; so that there are calmer times too, half of the times it is none. */
  private halfTheTimeNothing(where: number, max: number): number {
    if (this.choices.chance(AMOUNT, where, 500_000)) return 0;
    return this.choices.below(AMOUNT, where, max + 1);
  }
}

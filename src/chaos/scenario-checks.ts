import type { LinkConditions } from "../sim/index.ts";
import type { Budget, FaultRates, GossipRate, LiarPlan, OperatorRates, Phase } from "./scenario.ts";

/** Names of lies, which chaos hands on without knowing what they mean. */
export interface LieNames {
  readonly all: readonly string[];
  /** Those that Raft must survive: omission, and damage that checksums find. */
  readonly survived: readonly string[];
}

/** What must fit together in a scenario, as far as its file says it: what it leaves out is undefined. */
export interface Stated {
  readonly expects: "safety" | "promises";
  readonly budget: { readonly [Key in keyof Budget]?: Budget[Key] | undefined };
  readonly network: LinkConditions;
  readonly faults: FaultRates;
  readonly operator?: OperatorRates;
  readonly gossip?: GossipRate;
  readonly liars: LiarPlan | undefined;
  readonly phases: readonly Phase[] | undefined;
  readonly turmoilPerMillion: number | undefined;
}

export interface Contradiction {
  /** In the words of the file: ["faults", "crash-all"]. */
  readonly path: readonly string[];
  readonly message: string;
}

/** What contradicts something else, or would do nothing. */
export function contradictions(stated: Stated, names: LieNames): Contradiction[] {
  return [
    ...checkGossip(stated),
    ...checkBudget(stated),
    ...checkOperator(stated),
    ...checkLies(stated, names),
    ...checkPhases(stated),
    ...checkTurmoil(stated),
  ];
}

function checkGossip({ gossip, liars }: Stated): Contradiction[] {
  if (gossip === undefined || liars === undefined) return [];
  return [{ path: ["gossip"], message: "nodes that gossip are honest: leave out either this or the liars" }];
}

function checkBudget({ budget, faults }: Stated): Contradiction[] {
  const found: Contradiction[] = [];
  const complain = (path: string[], message: string): void => {
    found.push({ path, message });
  };
  const { crash, crashAll, pause, failSync, fillDisk, damageDisk, stop } = faults;
  const stopsNodes = [crash, crashAll, pause, failSync, fillDisk, damageDisk, stop];
  if (budget.down !== undefined && stopsNodes.every((rate) => rate === undefined)) {
    complain(["budget", "down"], "no fault of this scenario stops a node, so that it would do nothing");
  }
  if (faults.crashAll !== undefined && budget.down !== "any") {
    complain(["faults", "crash-all"], "it crashes more than a minority, so that it needs budget.down: any");
  }
  if (faults.damageDisk !== undefined && budget.damagedNodes === undefined) {
    complain(
      ["faults", "damage-disk"],
      "it needs budget.damaged, the number of nodes whose disks may be damaged for good",
    );
  }
  if (faults.damageDisk === undefined && budget.damagedNodes !== undefined) {
    complain(["budget", "damaged"], "there is no faults.damage-disk, so that it would do nothing");
  }
  if (faults.partition === undefined && budget.partitionsAtOnce !== undefined) {
    complain(["budget", "partitions"], "there is no faults.partition, so that it would do nothing");
  }
  return found;
}

/**
 * A cluster of few voters cannot spare one for good; and who is told that a change was made must be able to believe it.
 */
function checkOperator({ budget, expects, operator }: Stated): Contradiction[] {
  if (operator === undefined) return [];
  const path = ["operator"];
  if (expects === "promises") return [{ path, message: "nobody can run a cluster whose nodes lie: leave it out" }];
  if (operator["change-membership"] === undefined || budget.damagedNodes === undefined) return [];
  const message = "a change could leave the vote to a node whose disk is damaged for good: leave out budget.damaged";
  return [{ path: [...path, "change-membership"], message }];
}

/** Only lies that Raft does not survive are a reason to expect less than everything; and they always are one. */
function checkLies({ expects, liars }: Stated, { survived }: LieNames): Contradiction[] {
  const fatal = liars?.lies.find((lie) => !survived.includes(lie));
  if (expects === "safety" && fatal !== undefined) {
    return [
      {
        path: ["liars", "lies"],
        message: `Raft does not survive ${fatal}, so that this needs expects: promises; with expects: safety liars may ${survived.join(" and ")}`,
      },
    ];
  }
  if (expects === "promises" && fatal === undefined) {
    return [
      {
        path: ["expects"],
        message: "nobody tells a lie that Raft does not survive, so that every invariant must hold: expect safety",
      },
    ];
  }
  return [];
}

function checkPhases({ network, faults, phases }: Stated): Contradiction[] {
  if (phases === undefined) return [];
  const path = ["phases"];
  const allPerMillion = phases.reduce((sum, { operationsPerMillion }) => sum + operationsPerMillion, 0);
  if (allPerMillion !== 1_000_000) {
    return [{ path, message: `the operations of all phases must add up to 100%, not ${allPerMillion / 10_000}%` }];
  }
  const isCalm = Object.keys(faults).length === 0 && isFair(network);
  if (isCalm)
    return [{ path, message: "there is no fault that could be stronger or weaker, so that they would do nothing" }];
  if (phases.every(({ strengthPerMille }) => strengthPerMille === 0)) {
    return [{ path, message: "every phase has a strength of 0%, so that no fault would come" }];
  }
  return [];
}

function isFair(network: LinkConditions): boolean {
  const { lossPerMillion, delayPerMillion, duplicationPerMillion, reorderingPerMillion, corruptionPerMillion } =
    network;
  return lossPerMillion + delayPerMillion + duplicationPerMillion + reorderingPerMillion + corruptionPerMillion === 0;
}

function checkTurmoil({ faults, turmoilPerMillion }: Stated): Contradiction[] {
  const path = ["turmoil"];
  if (turmoilPerMillion === 0) return [{ path, message: "a share of 0% would do nothing: leave it out" }];
  if (turmoilPerMillion === undefined || faults.crash !== undefined) return [];
  return [{ path, message: "there is no faults.crash, and turmoil is about leaders that crash early" }];
}

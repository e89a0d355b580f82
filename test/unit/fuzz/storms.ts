import type { Judge } from "../../../invariants/index.ts";
import { type Budget, Nemesis } from "../../../src/chaos/index.ts";
import type { CalmPlan } from "../../../src/fuzz/calm/calm-plan.ts";
import { Operator } from "../../../src/fuzz/operator/operator.ts";
import { ELECTION_TIMEOUT_US } from "../../../src/fuzz/profile/timing.ts";
import { RAFT_ROLES } from "../../../src/fuzz/roles.ts";
import { Choices, expandSeed, FAIR_CONDITIONS } from "../../../src/sim/index.ts";

const NO_LIMITS: Budget = { down: "any", damagedNodes: 25, partitionsAtOnce: 100 };

/** A nemesis without limits that has done nothing yet. */
export function createNemesis(): Nemesis<Judge> {
  return new Nemesis<Judge>(RAFT_ROLES, NO_LIMITS, new Choices(expandSeed("nemesis"), 1));
}

/** An operator of a cluster that began with three voters or more. */
export function createOperator(): Operator {
  return new Operator(3, new Choices(expandSeed("operator"), 1));
}

/** A calm that ends every fault, unless it is said otherwise. */
export function calmPlan(changes: Partial<CalmPlan> = {}): CalmPlan {
  return {
    kind: "whole",
    downNodes: 0,
    electionTimeoutUs: ELECTION_TIMEOUT_US,
    conditions: FAIR_CONDITIONS,
    mendsClocks: false,
    outsidersMayRun: true,
    handsOver: true,
    leadersStay: true,
    ...changes,
  };
}

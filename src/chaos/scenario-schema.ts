import { z } from "zod";
import { amount, line, mapping, oneOf, present, range, someOf, wholeNumber, wholeNumberOr } from "../form/form.ts";
import { DURATION, RATE, SHARE, STRENGTH } from "../form/quantity.ts";
import type { LinkConditions } from "../sim/index.ts";
import { faultsSchema } from "./fault-schema.ts";
import type {
  Budget,
  ClusterTiming,
  GossipRate,
  LiarPlan,
  OperatorRates,
  Pace,
  Phase,
  Scenario,
  StaleReads,
} from "./scenario.ts";
import { contradictions, type LieNames } from "./scenario-checks.ts";

/** What a file says: all of a scenario but its name, which is the file's. */
export type UnnamedScenario = Omit<Scenario, "name">;

/** kraft-fuzz takes up to 25 nodes. */
const MAX_NODES = 25;

const WHOLE_STORM: readonly Phase[] = [{ operationsPerMillion: 1_000_000, strengthPerMille: 1_000 }];

const SMALLEST_BUDGET: Budget = { down: "minority", damagedNodes: 0, partitionsAtOnce: 1 };

const budgetSchema = mapping({
  down: oneOf(["any", "minority"]).exactOptional(),
  damaged: wholeNumber(1, MAX_NODES).exactOptional(),
  partitions: wholeNumber(1, MAX_NODES).exactOptional(),
}).transform(({ down, damaged, partitions }) => ({ down, damagedNodes: damaged, partitionsAtOnce: partitions }));

const clusterSchema = mapping({
  "election-timeout": amount(DURATION).prefault("150ms"),
  heartbeat: amount(DURATION).prefault("30ms"),
})
  .transform(
    (form): ClusterTiming => ({
      electionTimeoutUs: form["election-timeout"],
      heartbeatIntervalUs: form.heartbeat,
    }),
  )
  .refine(({ heartbeatIntervalUs }) => heartbeatIntervalUs > 0, { path: ["heartbeat"], error: "it must be above 0us" })
  .refine(({ electionTimeoutUs, heartbeatIntervalUs }) => heartbeatIntervalUs < electionTimeoutUs, {
    path: ["heartbeat"],
    error: "it must be below the election timeout, or followers would start elections against a live leader",
  });

const paceSchema = mapping({
  every: range(DURATION, "[0ms, 200ms]").prefault(["0ms", "200ms"]),
  submit: amount(SHARE).prefault("30%"),
}).transform(({ every, submit }): Pace => ({ everyMinUs: every.min, everyMaxUs: every.max, submitPerMillion: submit }));

const delaySchema = mapping({ share: amount(SHARE), by: range(DURATION, "[10ms, 100ms]") });

export const networkSchema = mapping({
  drop: amount(SHARE).prefault("0%"),
  delay: delaySchema.exactOptional(),
  duplicate: amount(SHARE).prefault("0%"),
  reorder: amount(SHARE).prefault("0%"),
  corrupt: amount(SHARE).prefault("0%"),
}).transform(
  (form): LinkConditions => ({
    lossPerMillion: form.drop,
    delayPerMillion: form.delay?.share ?? 0,
    delayMinUs: form.delay?.by.min ?? 0,
    delayMaxUs: form.delay?.by.max ?? 0,
    duplicationPerMillion: form.duplicate,
    reorderingPerMillion: form.reorder,
    corruptionPerMillion: form.corrupt,
  }),
);

const clocksSchema = mapping({
  rate: range(RATE, "[80%, 120%]").prefault("100%"),
  offset: amount(DURATION).prefault("0s"),
}).transform(({ rate, offset }) => ({
  rateMinPerMille: rate.min,
  rateMaxPerMille: rate.max,
  offsetMaxUs: offset,
}));

const operatorSchema = mapping({
  "change-membership": amount(SHARE).exactOptional(),
  transfer: amount(SHARE).exactOptional(),
  "take-snapshot": amount(SHARE).exactOptional(),
})
  .refine((form) => Object.values(form).some((share) => share > 0), "nobody is asked for anything: leave it out")
  .transform((form): OperatorRates => form);

const readsSchema = mapping({ stale: range(DURATION, "[20ms, 100ms]") }).transform(
  ({ stale }): StaleReads => ({ stalenessMinUs: stale.min, stalenessMaxUs: stale.max }),
);

const gossipSchema = mapping({ every: range(DURATION, "[20ms, 60ms]") })
  .transform(({ every }): GossipRate => ({ intervalMinUs: every.min, intervalMaxUs: every.max }))
  .refine(({ intervalMinUs }) => intervalMinUs > 0, { path: ["every"], error: "it must be above 0us" });

const phaseSchema = mapping({ operations: amount(SHARE), strength: amount(STRENGTH) })
  .refine(({ operations }) => operations > 0, { path: ["operations"], error: "a phase of 0% never comes" })
  .transform((form): Phase => ({ operationsPerMillion: form.operations, strengthPerMille: form.strength }));

const phasesSchema = z
  .array(phaseSchema, { error: "it takes a list of phases, such as [{ operations: 100%, strength: 100% }]" })
  .min(1, "it takes at least one phase");

/**
 * The form of a scenario that people write, which comes out as integers. Keys that it does not know, amounts without
 * a unit, and what would do nothing are refused; each message is one line that says what is allowed.
 */
export function scenarioSchema(lies: LieNames) {
  return mapping({
    title: line(100),
    expects: oneOf(["safety", "promises"]),
    budget: budgetSchema.prefault({}),
    cluster: clusterSchema.prefault({}),
    pace: paceSchema.prefault({}),
    network: networkSchema.prefault({}),
    clocks: clocksSchema.prefault({}),
    faults: faultsSchema.prefault({}),
    operator: operatorSchema.exactOptional(),
    reads: readsSchema.exactOptional(),
    gossip: gossipSchema.exactOptional(),
    liars: liarsSchema(lies.all).optional(),
    phases: phasesSchema.exactOptional(),
    turmoil: amount(SHARE).exactOptional(),
  }).transform(({ budget, liars, phases, turmoil, ...form }, context): UnnamedScenario => {
    for (const { path, message } of contradictions(
      { budget, liars, phases, turmoilPerMillion: turmoil, ...form },
      lies,
    )) {
      context.issues.push({ code: "custom", input: form, path: [...path], message });
    }
    return {
      ...form,
      budget: { ...SMALLEST_BUDGET, ...present(budget) },
      liars,
      phases: phases ?? WHOLE_STORM,
      turmoilPerMillion: turmoil ?? 0,
    };
  });
}

function liarsSchema(lies: readonly string[]) {
  return mapping({
    count: wholeNumberOr("third", 1, MAX_NODES),
    lies: someOf(lies),
    "rotate-every": wholeNumber(1, 10_000_000).exactOptional(),
  }).transform(
    (form): LiarPlan => ({
      liars: form.count,
      lies: form.lies,
      rotateEveryOperations: form["rotate-every"] ?? 0,
    }),
  );
}

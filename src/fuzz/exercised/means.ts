import type { FaultKind, Scenario, Shape, TaskKind } from "../../chaos/index.ts";
import type { LinkConditions } from "../../sim/index.ts";
import type { Lie } from "../../sut/index.ts";
import { CLOCKS_APART_US } from "../profile/timing.ts";

/**
 * What a storm can have at hand to break something with. Much of what a run may exercise can only happen by such means,
 * and a storm without them is not to be blamed that it never did.
 */
export type Mean =
  | Exclude<FaultKind, "set-conditions" | "jump-clock">
  | TaskKind
  | Shape
  | Lie
  | keyof LinkConditions
  | "jump-clock-forward"
  | "jump-clock-backward"
  | "clocks-apart"
  | "partitions-at-once"
  | "gossip"
  | "budget";

/** Those of kraft-fuzz's own mix; see mix-plan.ts and drawMixProfile. */
const MEANS_OF_MIX: readonly Mean[] = [
  "partition",
  "halves",
  "one-way",
  "partitions-at-once",
  "heal",
  "crash",
  "ambush",
  "recover",
  "clocks-apart",
  "lossPerMillion",
  "delayPerMillion",
  "duplicationPerMillion",
  "reorderingPerMillion",
  "change-membership",
  "transfer",
  "take-snapshot",
  "stop",
];

/** The means of a scenario, or of kraft-fuzz's own mix if there is none. */
export function meansOf(scenario: Scenario | undefined): ReadonlySet<Mean> {
  if (scenario === undefined) return new Set(MEANS_OF_MIX);
  return new Set([
    ...meansOfLinks(scenario),
    ...meansOfFaults(scenario),
    ...meansOfClocks(scenario),
    ...meansOfOperator(scenario),
  ]);
}

function meansOfOperator({ operator = {} }: Scenario): Mean[] {
  return (Object.keys(operator) as TaskKind[]).filter((kind) => operator[kind]! > 0);
}

function meansOfLinks({ network }: Scenario): Mean[] {
  return (Object.keys(network) as (keyof LinkConditions)[]).filter((name) => network[name] > 0);
}

function meansOfFaults({ budget, faults, gossip, liars }: Scenario): Mean[] {
  const { partition, crash } = faults;
  const named: readonly (readonly [Mean, unknown])[] = [
    ["partition", partition],
    ["partitions-at-once", partition !== undefined && budget.partitionsAtOnce > 1],
    ["clog", faults.clog],
    ["crash", crash?.moments.includes("now")],
    ["ambush", crash?.moments.includes("elected")],
    ["crash-after", crash?.moments.some((moment) => moment !== "now" && moment !== "elected")],
    ["crash-all", faults.crashAll],
    ["pause", faults.pause],
    ["slow-node", faults.slowNode],
    ["slow-disk", faults.slowDisk],
    ["fail-sync", faults.failSync],
    ["fill-disk", faults.fillDisk],
    ["damage-disk", faults.damageDisk],
    ["stop", faults.stop],
    ["appoint-liars", liars],
    ["gossip", gossip],
    ["budget", stopsNodes(faults) && (budget.down === "minority" || faults.damageDisk !== undefined)],
  ];
  const lies = (liars?.lies ?? []) as readonly Lie[];
  return [...named.filter(([, has]) => has).map(([mean]) => mean), ...(partition?.shapes ?? []), ...lies];
}

/** Only such faults can be left out for the sake of the budget. */
function stopsNodes({ crash, pause, failSync, fillDisk, damageDisk, stop }: Scenario["faults"]): boolean {
  return [crash, pause, failSync, fillDisk, damageDisk, stop].some((rate) => rate !== undefined);
}

function meansOfClocks({ clocks, faults }: Scenario): Mean[] {
  const { changeClockRate, jumpClock } = faults;
  const differ = clocks.rateMinPerMille < clocks.rateMaxPerMille || clocks.offsetMaxUs > CLOCKS_APART_US;
  const named: readonly (readonly [Mean, boolean])[] = [
    ["jump-clock-forward", jumpClock !== undefined && jumpClock.byMaxUs > 0],
    ["jump-clock-backward", jumpClock !== undefined && jumpClock.byMinUs < 0],
    ["set-clock-rate", changeClockRate !== undefined],
    ["clocks-apart", differ || jumpClock !== undefined || changeClockRate !== undefined],
  ];
  return named.filter(([, has]) => has).map(([mean]) => mean);
}

import type { ExerciseCounts } from "../../../invariants/index.ts";
import type { FaultCounts } from "../../chaos/index.ts";
import type { SessionCounts } from "../../machine/index.ts";
import type { DiskCounters, EndCounters, NetworkCounters } from "../../sim/index.ts";
import type { Lie } from "../../sut/index.ts";
import type { ClientCounts } from "../../workload/index.ts";
import type { OperatorCounts } from "../operator/operator.ts";
import type { Mean } from "./means.ts";

/** Everything that counts what happened in a run. */
export interface Counters {
  readonly cluster: Readonly<ExerciseCounts>;
  readonly network: NetworkCounters;
  readonly disk: DiskCounters;
  readonly ends: EndCounters;
  readonly faults: Readonly<FaultCounts>;
  readonly operator: Readonly<OperatorCounts>;
  /** What nodes counted of themselves, by their names for it. */
  readonly tallies: ReadonlyMap<string, number>;
  /** By lie, how often it was told. */
  readonly lies: Readonly<Record<Lie, number>>;
  /** Operations at whose beginning two clocks were more than a second apart. */
  readonly clocksApart: number;
  readonly sessions: Readonly<SessionCounts>;
  readonly historiesTooLong: number;
  readonly clients: readonly Readonly<ClientCounts>[];
}

/** Something that a run may exercise, by the name that people read. */
export interface Thing {
  readonly name: string;
  readonly count: (counters: Counters) => number;
  /** It can only happen where one of these is at hand; undefined where it always can. */
  readonly needs?: readonly Mean[];
  /** What it needs always brings it, given enough of a storm. */
  readonly isCertain?: boolean;
}

/** Some things with a title. */
export type Group = readonly [title: string, things: readonly Thing[]];

/** It can happen where what it needs is at hand. */
export function may(name: string, count: Thing["count"], needs?: readonly Mean[]): Thing {
  return { name, count, ...(needs && { needs }) };
}

/** What it needs always brings it, given enough of a storm. */
export function must(name: string, count: Thing["count"], mean: Mean): Thing {
  return { name, count, needs: [mean], isCertain: true };
}

/** What nodes counted under this name. */
export function tallied(name: string, needs?: readonly Mean[]): Thing {
  return may(name, ({ tallies }) => tallies.get(name) ?? 0, needs);
}

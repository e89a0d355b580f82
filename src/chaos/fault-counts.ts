import type { FaultKind, Shape } from "./fault.ts";
import { SHAPES } from "./shape.ts";

/** Every kind of fault, in the order of the table of what was exercised. Its place is that of its draws. */
export const FAULT_KINDS: readonly FaultKind[] = [
  "set-conditions",
  "partition",
  "cut-off",
  "heal",
  "clog",
  "crash",
  "crash-after",
  "ambush",
  "crash-all",
  "recover",
  "pause",
  "slow-node",
  "slow-disk",
  "fail-sync",
  "fill-disk",
  "damage-disk",
  "jump-clock",
  "set-clock-rate",
  "appoint-liars",
  "stop",
];

/** How often each fault was carried out, by what it did. */
export interface FaultCounts {
  /** By kind: faults that hit something. */
  readonly kinds: Record<FaultKind, number>;
  readonly shapes: Record<Shape, number>;
  /** Partitions that began while another was in force. */
  overlappingPartitions: number;
  /** Crashes of nodes that believed they led. */
  leaderCrashes: number;
  /** Jumps of clocks backward, among all jumps. */
  backwardJumps: number;
  /** Faults that were left out because the budget was spent. */
  spared: number;
}

export function noFaults(): FaultCounts {
  const zero = <Name extends string>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  return {
    kinds: zero(FAULT_KINDS),
    shapes: zero(SHAPES),
    overlappingPartitions: 0,
    leaderCrashes: 0,
    backwardJumps: 0,
    spared: 0,
  };
}

export function copyOf(counts: FaultCounts): FaultCounts {
  return { ...counts, kinds: { ...counts.kinds }, shapes: { ...counts.shapes } };
}

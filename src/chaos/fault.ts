import type { Link, LinkConditions, LinkScope, Moment } from "../sim/index.ts";
import type { Instruction, Task } from "./task.ts";

/** Whom a fault is for: a node by its number, or by its role at the moment when the fault happens. */
export type Aim = "anyone" | "leader" | "follower" | "longest-log" | number;

/** How a partition divides the nodes; see shape.ts for what each cuts. */
export type Shape =
  | "halves"
  | "one-way"
  | "bridge"
  | "ring"
  | "isolate-one"
  | "isolate-leader"
  | "leader-in-minority"
  | "leader-in-majority"
  | "flapping";

/** The default for `forUs`: until something else mends it. */
export const FOR_GOOD = Number.MAX_SAFE_INTEGER;

/**
 * One thing that the lab does to a cluster. Faults that last say for how long, in virtual microseconds; `FOR_GOOD`
 * lasts until another fault ends it, or the calm. Whom an aim means is found when the fault happens.
 */
export type Fault =
  /** Change what links do to messages from now on. */
  | { readonly kind: "set-conditions"; readonly changes: Partial<LinkConditions>; readonly scope: LinkScope }
  /** Cut links between nodes by a shape: these links, or those that are drawn when it happens. */
  | { readonly kind: "partition"; readonly shape: Shape; readonly links?: readonly Link[]; readonly forUs: number }
  /** Cut both directions between these nodes and all others. */
  | { readonly kind: "cut-off"; readonly nodes: readonly number[]; readonly forUs: number }
  /** End every partition. */
  | { readonly kind: "heal" }
  /** Hold up all that one node sends to another, and let it through at the end in one burst: there must be an end. */
  | { readonly kind: "clog"; readonly from: Aim; readonly to: Aim; readonly forUs: number }
  /** Crash a node; what it had not synced may be lost or torn. It restarts when the time is over. */
  | { readonly kind: "crash"; readonly aim: Aim; readonly forUs: number }
  /** Crash a node at the worst moment: at the end of the next event in which it sends, writes or votes. */
  | { readonly kind: "crash-after"; readonly aim: Aim; readonly moment: Moment; readonly forUs: number }
  /** Crash the next node that wins an election, so long after it did. */
  | { readonly kind: "ambush"; readonly delayUs: number; readonly forUs: number }
  | { readonly kind: "crash-all"; readonly forUs: number }
  /** Ask a node to end: one that leads hands its leadership over first. It restarts when the time is over. */
  | { readonly kind: "stop"; readonly aim: Aim; readonly forUs: number }
  /** Restart a node that is down, from its disk: this one, or any if none is named. */
  | { readonly kind: "recover"; readonly node?: number }
  /** Stop a node, but not its clock: a garbage collection, a stopped virtual machine. */
  | { readonly kind: "pause"; readonly aim: Aim; readonly forUs: number }
  /** Let a node take so long for every event that it handles. */
  | { readonly kind: "slow-node"; readonly aim: Aim; readonly perEventUs: number; readonly forUs: number }
  /** Let each sync of a node's disk take longer, by this at the least and at the most. */
  | {
      readonly kind: "slow-disk";
      readonly aim: Aim;
      readonly addedMinUs: number;
      readonly addedMaxUs: number;
      readonly forUs: number;
    }
  /** The next sync of a node's disk fails. A node stops then; it restarts when the time is over. */
  | { readonly kind: "fail-sync"; readonly aim: Aim; readonly forUs: number }
  /** A node's disk is full, so that its next write fails; then there is room again, and the node restarts. */
  | { readonly kind: "fill-disk"; readonly aim: Aim; readonly forUs: number }
  /** What lies on a node's disk is damaged: when the node next reads it, it cannot be used any more. */
  | { readonly kind: "damage-disk"; readonly aim: Aim }
  /** Set a node's clock forward, or back: then it stands still until its true time has caught up. */
  | { readonly kind: "jump-clock"; readonly aim: Aim; readonly byUs: number }
  /** Let a node's clock run at another rate from now on: local microseconds for every 1,000 of the world's. */
  | { readonly kind: "set-clock-rate"; readonly aim: Aim; readonly ratePerMille: number }
  /**
   * These nodes, or so many chosen among all, lie from now on, all together and in these ways; the liars so far stop
   * lying.
   */
  | { readonly kind: "appoint-liars"; readonly liars: number | readonly number[]; readonly lies: readonly string[] };

export type FaultKind = Fault["kind"];

/**
 * What a plan asks for next: a fault, a task for the operator, an instruction for one node, one more command for a
 * client, or that the cluster be left alone for a while.
 */
export type Operation =
  | Fault
  | Task
  | { readonly kind: "instruct"; readonly node: number; readonly instruction: Instruction }
  /** For the client at this place, from 0, or for one that is drawn. */
  | { readonly kind: "submit"; readonly client?: number }
  | { readonly kind: "pass-time"; readonly forUs: number };

/** Whether a clock no longer goes on as it did after this. */
export function touchesClock({ kind }: Fault): boolean {
  return kind === "jump-clock" || kind === "set-clock-rate";
}

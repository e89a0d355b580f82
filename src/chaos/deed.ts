import type { Link } from "../sim/index.ts";
import type { Fault, Operation } from "./fault.ts";
import type { Task } from "./task.ts";

/** What was done to a cluster: it names everything that it hit, and hits the same wherever it is done again. */
export type Deed = Exclude<Operation, Task | { readonly kind: "pass-time" }>;

/** A deed and its virtual time. */
export interface TimedDeed {
  readonly atUs: number;
  readonly deed: Deed;
}

/** The fault that happens again to those whom it hit; `links` are what a partition, if it is one, cut. */
export function pinned(fault: Fault, hit: readonly number[], links: readonly Link[]): Fault {
  switch (fault.kind) {
    case "set-conditions":
    case "cut-off":
    case "heal":
    case "crash-all":
      return fault;
    case "partition":
      return { ...fault, links };
    case "ambush":
      return { kind: "crash", aim: hit[0]!, forUs: fault.forUs };
    case "clog":
      return { ...fault, from: hit[0]!, to: hit[1]! };
    case "recover":
      return { ...fault, node: hit[0]! };
    case "appoint-liars":
      return { ...fault, liars: hit };
    default:
      return { ...fault, aim: hit[0]! };
  }
}

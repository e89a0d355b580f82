import type { Judge } from "../../invariants/index.ts";
import type { Roles } from "../chaos/index.ts";
import { Liar, type Lie } from "../sut/index.ts";
import { instruct, viewOf } from "./cluster.ts";

/** Whom a fault means, told from what the nodes of our own core believe. */
export const RAFT_ROLES: Roles<Judge> = {
  leads: (cluster, node) => viewOf(cluster, node)?.role === "leader",
  termOf: (cluster, node) => viewOf(cluster, node)?.term ?? 0,
  lastIndexOf: (cluster, node) => viewOf(cluster, node)?.lastIndex ?? 0,
  stop: (cluster, node) => {
    instruct(cluster, node, { kind: "stop" });
  },
  setLies: (cluster, node, lies) => {
    const program = cluster.program(node);
    if (program instanceof Liar) program.setLies(lies as readonly Lie[]);
  },
};

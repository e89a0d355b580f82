import type { Scope } from "../../fuzz/exhaustive/scope.ts";
import { counted, grouped, seconds } from "../numbers.ts";
import type { Paint } from "../paint.ts";
import { indented } from "../wrap.ts";

/** How the exploration of one scope went. */
export interface ExploredScope {
  readonly ending: "exhausted" | "broken" | "depth" | "memory" | "time" | "interrupt";
  /** Different states of the cluster, whatever is on the wire. */
  readonly states: number;
  /** States with what is on the wire, in which every move was tried. */
  readonly expanded: number;
  readonly moves: number;
  readonly depth: number;
  readonly wallMs: number;
}

/** What an ending says of the states of a scope. */
export const ENDINGS: Readonly<Record<ExploredScope["ending"], string>> = {
  exhausted: "all of them, and none broke",
  broken: "one broke",
  depth: "none broke, as far as --depth allowed",
  memory: "none broke, as far as memory allowed",
  time: "none broke, as far as time allowed",
  interrupt: "none broke until the interrupt",
};

/** "3 commands, 1 election timeout, 1 crash" */
export function nameOfScope(scope: Scope): string {
  const { commands, crashes, drops, heartbeats, nodes, open, slowSyncs, timeouts } = scope;
  const parts = [counted(nodes, "node")];
  if (commands > 0) parts.push(counted(commands, "command"));
  if (commands > 0 && open > 1) parts.push(`asked with fewer than ${open} entries open`);
  parts.push(counted(timeouts, "election timeout"));
  if (heartbeats > 0) parts.push(counted(heartbeats, "heartbeat"));
  if (crashes > 0) parts.push(grouped(crashes) + (crashes === 1 ? " crash" : " crashes"));
  if (slowSyncs > 0) parts.push(counted(slowSyncs, "slow sync"));
  if (drops > 0) parts.push(counted(drops, "broken connection"));
  return parts.join(", ");
}

export function describeScope(scope: Scope): string {
  return `${nameOfScope(scope)}:`;
}

export function describeExplored(explored: ExploredScope, width: number): string[] {
  const { depth, ending, expanded, moves, states, wallMs } = explored;
  const text =
    `${counted(states, "state")}, ${ENDINGS[ending]}; ${counted(moves, "move")} tried in ` +
    `${counted(expanded, "situation")}, up to ${counted(depth, "move")} deep, in ${seconds(wallMs)}`;
  return indented(text, width);
}

/** Pass only where all that was to be explored was. */
export function verdictOn(all: readonly ExploredScope[], planned: number): "pass" | "fail" | "unknown" {
  if (all.some(({ ending }) => ending === "broken")) return "fail";
  return countExhausted(all) === planned ? "pass" : "unknown";
}

function countExhausted(all: readonly ExploredScope[]): number {
  return all.filter(({ ending }) => ending === "exhausted").length;
}

/** Whether what was to be explored was, and what came of it. */
export function describeVerdict(all: readonly ExploredScope[], planned: number, paint: Paint): string[] {
  const states = all.reduce((sum, explored) => sum + explored.states, 0);
  const verdict = verdictOn(all, planned);
  if (verdict === "fail") return [paint.red.bold("fail")];
  if (verdict === "pass") return [`${paint.green.bold("pass")}: ${counted(states, "state")}, and none broke`];
  const exhausted = countExhausted(all);
  const text = `none of ${counted(states, "state")} broke, but only ${exhausted} of ${counted(planned, "scope")} ended`;
  return [`${paint.yellow.bold("unknown")}: ${text}`];
}

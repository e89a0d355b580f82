import type { Budget } from "./budget.ts";

/** What of all that can happen to a cluster is explored. */
export interface Scope extends Budget {
  readonly nodes: number;
  /** A leader is asked the next command only while it knows less than so many entries of its log not to be committed. */
  readonly open: number;
}

/** One election and no faults. */
export const QUIET: Omit<Scope, "nodes" | "commands"> = {
  timeouts: 1,
  heartbeats: 0,
  crashes: 0,
  drops: 0,
  slowSyncs: 0,
  open: 1,
};

/**
 * The small scopes that are explored one after the other where nobody says which, the smaller first. Each of them lets a
 * few things meet that can go wrong together: all at once there is no end of them.
 */
export function usualScopes(nodes: number, commands: number): readonly Scope[] {
  const one = Math.min(1, commands);
  const scopes: readonly Scope[] = [
    { ...QUIET, nodes, commands: 0, timeouts: 2 },
    { ...QUIET, nodes, commands: one, crashes: 1, slowSyncs: 1 },
    { ...QUIET, nodes, commands: one, heartbeats: 1, drops: 1 },
    { ...QUIET, nodes, commands },
    { ...QUIET, nodes, commands: Math.min(2, commands), open: 2 },
    { ...QUIET, nodes, commands: one, timeouts: 2 },
  ];
  // Where there are few commands some of them have no history that a later one has not.
  return scopes.filter((scope, place) => !scopes.slice(place + 1).some((later) => isWithin(scope, later)));
}

/** They differ in nothing but how early a leader is asked, and the other's is asked no later. */
function isWithin(scope: Scope, other: Scope): boolean {
  return scope.open <= other.open && JSON.stringify({ ...scope, open: 0 }) === JSON.stringify({ ...other, open: 0 });
}

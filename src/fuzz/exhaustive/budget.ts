/** How often each thing may happen in one history of a cluster. */
export interface Budget {
  /** Commands that clients ask. */
  readonly commands: number;
  /** Election timers that fire. */
  readonly timeouts: number;
  /** Heartbeat timers of leaders that fire. */
  readonly heartbeats: number;
  readonly crashes: number;
  /** Losses that a leader's transport notices. */
  readonly drops: number;
  /** Writes that do not become durable at once. */
  readonly slowSyncs: number;
}

export const BUDGET_NAMES = [
  "commands",
  "timeouts",
  "heartbeats",
  "crashes",
  "drops",
  "slowSyncs",
] as const satisfies readonly (keyof Budget)[];

/** As many as four bits count. */
export const MOST_OF_EACH = 15;

const BITS = 4;

/** A budget as one number of 24 bits. */
export function pack(budget: Budget): number {
  let packed = 0;
  BUDGET_NAMES.forEach((name, place) => {
    const count = budget[name];
    if (!(count >= 0 && count <= MOST_OF_EACH)) throw new Error(`A budget of ${count} ${name} does not fit.`);
    packed |= count << (place * BITS);
  });
  return packed;
}

/** How many of a thing are left. */
export function left(packed: number, name: keyof Budget): number {
  return (packed >>> (BUDGET_NAMES.indexOf(name) * BITS)) & MOST_OF_EACH;
}

/** The budget when one of a thing is spent, of which some are left. */
export function spend(packed: number, name: keyof Budget): number {
  return packed - (1 << (BUDGET_NAMES.indexOf(name) * BITS));
}

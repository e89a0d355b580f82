/** What choices are made for. A choice is identified by its purpose's name, so the order of this table is free. */
const NAMES = [
  // The network's, by link.
  "message-latency",
  "message-loss",
  "message-delay",
  "extra-delay",
  "message-reordering",
  "reordering-delay",
  "message-corruption",
  "message-duplication",
  "duplicate-latency",
  "duplicate-delay",
  "duplicate-extra-delay",
  "duplicate-reordering",
  "duplicate-reordering-delay",
  "duplicate-corruption",
  "unreachable-notice",
  // The disks', by endpoint.
  "sync-latency",
  "sync-slowness",
  "sync-fate",
  "read-latency",
  "slow-read",
  "crash-fate",
  "torn-share",
  "damage-place",
  // The programs', by endpoint.
  "program-seed",
  "client-target",
  "client-backoff",
  "client-command",
  "client-read",
  "lie",
  // The director's.
  "operation",
  "operation-target",
  "fault-chance",
  "fault-amount",
  "swarm",
  "clock",
  "swarm-strength",
  "placed-target",
  "straggler",
  "strike",
  "priority",
  "leg",
] as const;

export type Purpose = (typeof NAMES)[number];

/** Choices that are drawn even where nothing departs from the default. */
const DRAWN: readonly Purpose[] = ["program-seed", "client-target", "client-command", "lie"];

/** Names and numbers of purposes. Hot paths look the number up once and keep it. */
export const PURPOSE_NAMES: readonly Purpose[] = NAMES;

const NUMBERS: ReadonlyMap<string, number> = new Map(NAMES.map((name, number) => [name, number]));

/** By the number of the purpose. */
export const IS_DRAWN_BY_DEFAULT: readonly boolean[] = NAMES.map((name) => DRAWN.includes(name));

export function purposeNumber(purpose: Purpose): number {
  const number = NUMBERS.get(purpose);
  if (number === undefined) throw new Error(`There is no purpose "${purpose}" of choices.`);
  return number;
}

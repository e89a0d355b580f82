/** What becomes of a message on its way, by link. */
const MESSAGES = [
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
] as const;

/** Whether a sender hears that nobody is there, by link. */
const NOTICES = ["unreachable-notice"] as const;

/** How long disks take, by endpoint. */
const DISK_TIMES = ["sync-latency", "sync-slowness", "read-latency", "slow-read"] as const;

/** What is left of what was not synced, or is damaged, by endpoint. */
const DISK_FATES = [
  "sync-fate",
  "crash-fate",
  "torn-share",
  "torn-manner",
  "part-fate",
  "full-disk",
  "power-fate",
  "damage-place",
] as const;

/** What programs ask for, by endpoint. */
const PROGRAMS = [
  "program-seed",
  "client-target",
  "client-backoff",
  "client-command",
  "client-read",
  "lie",
  "gossip",
] as const;

/** What is done to all of them, by whoever does it. */
const DIRECTORS = [
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
  "probing",
  "leg",
  "law",
  "disk-kind",
  "segment-size",
  "turmoil",
  "division",
  "smallness",
  "strategy",
] as const;

/** What choices are made for. A choice is identified by its purpose's name, so the order of these is free. */
export const PURPOSE_GROUPS = {
  messages: MESSAGES,
  notices: NOTICES,
  diskTimes: DISK_TIMES,
  diskFates: DISK_FATES,
  programs: PROGRAMS,
  directors: DIRECTORS,
} as const;

const NAMES = Object.values(PURPOSE_GROUPS).flat();

export type Purpose = (typeof NAMES)[number];

/** Choices that are drawn even where nothing departs from the default. */
const DRAWN: readonly Purpose[] = ["program-seed", "client-target", "client-command", "lie", "gossip"];

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

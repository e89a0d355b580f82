import type { Setup } from "../tape/tape.ts";

/** After how many entries a snapshot is taken, and how many are kept before it. */
const INTERVAL_ENTRIES = 3;
const KEPT_ENTRIES = 1;

/** Lets logs be as short as they can: what hangs on a snapshot then takes few commands to come about. */
export function withShorterLogs(setup: Setup): Setup {
  const { profile } = setup;
  const { keptEntries, snapshotIntervalEntries } = profile.settings;
  return {
    ...setup,
    profile: {
      ...profile,
      settings: {
        ...profile.settings,
        snapshotIntervalEntries: Math.min(snapshotIntervalEntries, INTERVAL_ENTRIES),
        keptEntries: Math.min(keptEntries, KEPT_ENTRIES),
      },
    },
  };
}

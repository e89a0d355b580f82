import { withQuickSyncs } from "../profile/disk-kind.ts";
import type { Profile } from "../profile/profile.ts";

/** Of the reads in a cluster whose disks are slow to read, and by how much: not so slow that it cannot keep up. */
const SLOW_READS_PER_MILLION = 200_000;
const SLOW_READ_US = 40_000;

/**
 * The same cluster, where logs are cut every few entries, and next to nothing is kept behind a snapshot: whoever misses
 * a few messages is sent a snapshot. In some it is read so slowly that much overtakes it.
 */
export function withSmallLogs(profile: Profile, draw: (bound: number) => number): Profile {
  const settings = {
    ...profile.settings,
    snapshotIntervalEntries: 2 + draw(8),
    keptEntries: draw(3),
    snapshotChunkBytes: draw(2) === 0 ? 512 : 65_536,
  };
  const slow = { slowReadsPerMillion: SLOW_READS_PER_MILLION, slowReadUs: SLOW_READ_US };
  const quick = withQuickSyncs({ ...profile, settings });
  return draw(2) === 0 ? quick : { ...quick, disk: { ...quick.disk, ...slow } };
}

/** The same cluster, where entries are sent one by one, each when the one before it was answered. */
export function withSmallMessages(profile: Profile): Profile {
  return { ...profile, settings: { ...profile.settings, maxMessageBytes: 1, maxInflightMessages: 1 } };
}

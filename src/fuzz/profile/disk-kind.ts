import { type Choices, purposeNumber } from "../../sim/index.ts";
import type { Application } from "../../workload/index.ts";
import type { Profile } from "./profile.ts";

/** What disks hold: records, which are there or not, or files of bytes, which production storage writes and reads. */
export const DISK_KINDS = ["records", "bytes"] as const;

export type DiskKind = (typeof DISK_KINDS)[number];

const DISK_KIND = purposeNumber("disk-kind");
const SEGMENT_SIZE = purposeNumber("segment-size");

/** Of the seeds for which nobody has said what their disks hold. */
const BYTES_PER_MILLION = 250_000;

/** Down to where every entry begins a segment. */
const SEGMENT_SIZES_BYTES = [1, 1_000, 4_000, 65_536];
/** From here on few entries begin a segment, which takes several syncs. */
const SEGMENT_OF_MANY_BYTES = 4_000;

const QUICK_SYNC_MIN_US = 500;
const QUICK_SYNC_MAX_US = 4_000;

/** Of what the disks of a seed are made, if it is not said: of bytes in some, if its machine can be written down. */
export function drawDiskKind(choices: Choices, application: Application<unknown, unknown> | undefined): DiskKind {
  const draws = choices.chance(DISK_KIND, 0, BYTES_PER_MILLION);
  const isWritable = application === undefined || application.createMachine().stateBytes !== undefined;
  return draws && isWritable ? "bytes" : "records";
}

/**
 * By choices of its own, so that all else stays as it would be. What nodes do beside the log is kept as records, whatever
 * a seed draws.
 */
export function withDisks<Given extends Profile>(choices: Choices, profile: Given, kind: DiskKind): Given {
  if (kind === "records" || profile.gossip !== undefined) return profile;
  const segmentBytes = SEGMENT_SIZES_BYTES[choices.below(SEGMENT_SIZE, 0, SEGMENT_SIZES_BYTES.length)]!;
  const withFiles = { ...profile, settings: { ...profile.settings, storage: { segmentBytes } } };
  return needsManySyncs(withFiles) ? withQuickSyncs(withFiles) : withFiles;
}

/** Whether nearly every entry begins a segment. */
export function needsManySyncs({ settings: { storage } }: Profile): boolean {
  return storage !== undefined && storage.segmentBytes < SEGMENT_OF_MANY_BYTES;
}

/**
 * Where an entry costs several syncs, each is quick. Clients ask as fast as of any other cluster, and again where they
 * have to wait: one that cannot keep up with them would never come to rest.
 */
export function withQuickSyncs<Given extends Profile>(profile: Given): Given {
  const { disk } = profile;
  const syncMinUs = Math.min(disk.syncMinUs, QUICK_SYNC_MIN_US);
  const syncMaxUs = Math.min(disk.syncMaxUs, QUICK_SYNC_MAX_US);
  return { ...profile, disk: { ...disk, syncMinUs, syncMaxUs } };
}

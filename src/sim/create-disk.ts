import { ByteDisk } from "./byte-disk.ts";
import type { Choices } from "./choices.ts";
import type { Disk, DiskProfile } from "./disk.ts";
import type { DiskCounters } from "./disk-counters.ts";
import { FileSystem } from "./file-system.ts";
import type { CreateFiledImage } from "./filed-image.ts";
import type { Host } from "./program.ts";
import { RecordDisk } from "./record-disk.ts";
import { RecordFile } from "./record-file.ts";

/** An empty disk: of bytes, if somebody makes what is on it, and otherwise of the host's records. */
export function createDisk<W>(
  profile: DiskProfile,
  id: number,
  choices: Choices,
  counters: DiskCounters,
  host: Host<W>,
  createFiledImage: CreateFiledImage<W> | undefined,
): Disk<W> {
  if (createFiledImage !== undefined) {
    const files = new FileSystem();
    return new ByteDisk(profile, id, choices, counters, files, createFiledImage(id, files));
  }
  const file = new RecordFile(profile, id, choices, counters, host.createImage(id));
  return new RecordDisk(profile, id, choices, counters, file);
}

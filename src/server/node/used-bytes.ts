import type { FileReader } from "../../storage/index.ts";

/** How much the files of a directory hold together. One that goes while they are counted counts for nothing. */
export function bytesOf(files: FileReader): number {
  let bytes = 0;
  for (const file of files.list()) {
    try {
      bytes += files.sizeBytes(file);
    } catch {
      // Removed since the directory was listed.
    }
  }
  return bytes;
}

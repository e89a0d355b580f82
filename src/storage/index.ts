export { DamagedFile } from "./damaged-file.ts";
export type { DataCodec } from "./entry-bytes.ts";
export type { FileOperation, FileReader } from "./file-operation.ts";
export type { Recovery } from "./recovery.ts";
export type { SnapshotPiece } from "./snapshot-blocks.ts";
export type { SnapshotWriter } from "./snapshot-writer.ts";
export { Storage } from "./storage.ts";
export type { StorageOptions } from "./storage-options.ts";
export type { StorageStatus } from "./storage-status.ts";

import type { FileOperation, Storage } from "../../../src/storage/index.ts";
import type { CrashFiles } from "./crash-files.ts";

/** Carries out batches until there is nothing to do, and gives all operations. */
export function carryOutAll(storage: Storage, files: CrashFiles): FileOperation[] {
  const all: FileOperation[] = [];
  for (let batch = storage.takeBatch(); batch !== undefined; batch = storage.takeBatch()) {
    for (const operation of batch) files.carryOut(operation);
    storage.batchDone();
    all.push(...batch);
  }
  return all;
}

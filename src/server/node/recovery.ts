import { join } from "node:path";
import { DecodingError } from "../../machine/index.ts";
import { Raft, TermRuns } from "../../raft/index.ts";
import { DamagedFile, Storage, type StorageOptions } from "../../storage/index.ts";
import type { FileRunner } from "../files/file-runner.ts";
import { AppliedMachine, type KeyValueStore } from "./applied-machine.ts";
import type { NodeParts, NodeSettings, NodeState } from "./node-parts.ts";
import { loadStore } from "./snapshots.ts";

/** A node's files do not hold what was written: to go on without it could break what was promised in its name. */
export class DamagedFilesError extends Error {
  override readonly name = "DamagedFilesError";
}

/** One line with the path, and what a person can do. */
export function damageOf({ directory }: NodeSettings, damage: Omit<DamagedFile, keyof Error>): DamagedFilesError {
  const { file, offset, reason } = damage;
  return new DamagedFilesError(
    `${join(directory, file)} is damaged at offset ${offset}: ${reason}. ` +
      "Remove this server from the cluster, empty its data directory, and add it again under another number",
  );
}

/** Entries are kept and sent as the bytes that they came as. */
const AS_BYTES = { encode: (data: unknown) => data as Uint8Array, decode: (bytes: Uint8Array) => bytes };

/** What a node starts from: its files as they are, without what a power loss has torn off their end. */
export async function recoverNode(
  settings: NodeSettings,
  parts: NodeParts,
): Promise<{ readonly state: NodeState; readonly repairs: readonly string[] }> {
  const { group, raft: options, segmentBytes } = settings;
  const tailBytes = options.maxCachedBytes >> 1;
  const storageOptions: StorageOptions = { group, segmentBytes, tailBytes, codec: AS_BYTES, termRuns: new TermRuns() };
  const recovery = Storage.recover(storageOptions, parts.files);
  if (recovery.kind === "damaged") throw damageOf(settings, recovery);
  const { durable, repairs, storage } = recovery;
  await settle(storage, parts.runner);
  const raft = Raft.start(options, durable, parts.clock.monotonicUs());
  const machine = new AppliedMachine(loadSaved(settings, parts, storage), durable.appliedIndex);
  return { state: { raft, storage, machine }, repairs };
}

function loadSaved(settings: NodeSettings, parts: NodeParts, storage: Storage): KeyValueStore {
  try {
    return loadStore(settings, parts, storage);
  } catch (error) {
    if (error instanceof DamagedFile) throw damageOf(settings, error);
    if (error instanceof DecodingError) throw new DamagedFilesError(`the snapshot is damaged: ${error.message}`);
    throw error;
  }
}

/** What was recovered counts only when the repairs are durable. */
async function settle(storage: Storage, runner: FileRunner): Promise<void> {
  const batch = storage.takeBatch();
  if (batch === undefined) return;
  await runner.run(batch);
  storage.batchDone();
}

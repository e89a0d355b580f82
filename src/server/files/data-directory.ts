import { dirname, join, resolve } from "node:path";
import { makeDirectory } from "../../files/make-directory.ts";
import { isOfWrongPlace } from "../../files/wrong-place.ts";
import { DataDirectoryError, WrongPlaceError } from "./data-directory-error.ts";
import { lockDirectory } from "./directory-lock.ts";
import { DirectoryReader } from "./directory-reader.ts";
import { DirectoryWriter } from "./directory-writer.ts";
import type { FileRunner } from "./file-runner.ts";
import type { Claim } from "./held-lock.ts";
import { type Identity, settleIdentity, syncDirectory } from "./identity.ts";
import { NotedLog } from "./noted-log.ts";

/** Under the data directory, so that storage finds only its own files there. */
const STORAGE_DIRECTORY = "storage";

/** A node's own directory, open for it alone. */
export interface DataDirectory {
  readonly identity: Identity;
  /** Where its log and snapshots are. */
  readonly storage: string;
  readonly reader: DirectoryReader;
  readonly writer: FileRunner;
  /** The writer asks it before each operation. */
  readonly claim: Claim;
  /** Gives the directory back. The writer is closed. */
  unlock(): void;
}

/**
 * Opens the directory of a node, which it makes at the first start. Throws a `DataDirectoryError` if another process has
 * it, if it is another node's, or if its log is gone or has lost its end. `waits` is told, in one line, when it has to be
 * found out first whether another process lives.
 */
export async function openDataDirectory(
  path: string,
  wanted: Identity,
  waits: (line: string) => void = () => {},
): Promise<DataDirectory> {
  const directory = resolve(path);
  try {
    makeDurably(directory);
    const { lock, unlock } = await lockDirectory(directory, waits);
    try {
      return { ...openLocked(directory, wanted, lock), unlock };
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    if (error instanceof DataDirectoryError) throw error;
    const Refusal = isOfWrongPlace(error) ? WrongPlaceError : DataDirectoryError;
    throw new Refusal(`${directory} cannot be used: ${(error as Error).message}`);
  }
}

function openLocked(directory: string, wanted: Identity, claim: Claim): Omit<DataDirectory, "unlock"> {
  const storage = join(directory, STORAGE_DIRECTORY);
  const identity = settleIdentity(directory, storage, wanted);
  makeDurably(storage);
  const reader = new DirectoryReader(storage);
  const writerOf = (path: string) => new DirectoryWriter(path, () => claim.failure());
  const writer = new NotedLog(directory, reader, writerOf(storage), writerOf(directory));
  return { identity, storage, reader, writer, claim };
}

/** With every directory above it that was not there, each of them durable in the one above. */
function makeDurably(directory: string): void {
  const first = makeDirectory(directory);
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

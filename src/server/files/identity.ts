import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { NodeId } from "../../raft/index.ts";
import { DataDirectoryError } from "./data-directory-error.ts";

const IDENTITY_FILE = "identity.json";

/** Whose data a directory holds. It is written once, before anything else, and never changes. */
export interface Identity {
  /** The cluster's name: servers of two clusters have nothing to say to each other. */
  readonly cluster: string;
  readonly node: NodeId;
  /** The Raft group of the log. */
  readonly group: number;
  /** The voters that precede the log; empty on a server that joined later. Whatever the command line says next time. */
  readonly founders: readonly NodeId[];
}

const schema = z.object({
  version: z.literal(1),
  cluster: z.string(),
  node: z.int().positive(),
  group: z.int().nonnegative(),
  founders: z.array(z.int().positive()),
});

/**
 * The identity in the directory; at the first start it becomes this one. Throws a `DataDirectoryError` if it is another
 * server's, or lost while there is something in `storage`, which is below the directory: its votes and entries would count
 * twice.
 */
export function settleIdentity(directory: string, storage: string, wanted: Identity): Identity {
  const path = join(directory, IDENTITY_FILE);
  if (!existsSync(path)) {
    if (existsSync(storage) && readdirSync(storage).length > 0) {
      throw new DataDirectoryError(
        `${path} is gone, and ${storage} holds a log: nobody knows which server's votes and entries these are. ` +
          "Bring the file back; or remove the server from the cluster, empty the directory, and add it under another number",
      );
    }
    writeIdentity(directory, path, wanted);
    return wanted;
  }
  const found = readIdentity(path);
  for (const part of ["cluster", "node", "group"] as const) {
    if (found[part] === wanted[part]) continue;
    throw new DataDirectoryError(`${directory} is of ${part} ${found[part]}, not of ${part} ${wanted[part]}`);
  }
  return found;
}

function readIdentity(path: string): Identity {
  try {
    const { version: _, ...identity } = schema.parse(JSON.parse(readFileSync(path, "utf8")));
    return identity;
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new DataDirectoryError(`${path} cannot be read: ${reason}`);
  }
}

/** Whole or not at all, and durable before anything is promised in its name. */
function writeIdentity(directory: string, path: string, identity: Identity): void {
  const draft = `${path}.draft`;
  const descriptor = openSync(draft, "w");
  writeSync(descriptor, `${JSON.stringify({ version: 1, ...identity })}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(draft, path);
  syncDirectory(directory);
}

/** The names in the directory survive a power loss from now on. */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

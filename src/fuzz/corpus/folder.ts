import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readTapeFile, TapeError, type TapeFile, writeTapeFile } from "../tape/tape-file.ts";
import { shapeDigest, shapeOf } from "./shape.ts";

/**
 * All tapes of a folder and below it, in alphabetical order; the path itself if it is a file.
 *
 * @throws TapeError if there is nothing at this path, or no tape.
 */
export function tapesAt(path: string): string[] {
  if (!existsSync(path)) throw new TapeError(`there is no tape and no folder of tapes ${path}`);
  if (!statSync(path).isDirectory()) return [path];
  const tapes = tapesBelow(path);
  if (tapes.length === 0) throw new TapeError(`there is no tape, a .json file, below the folder ${path}`);
  return tapes;
}

/** Where a tape lies that was to be kept. */
export interface Kept {
  readonly path: string;
  /** False: a tape of the same cause was there already. */
  readonly isNew: boolean;
}

/**
 * Keeps a tape below a folder, unless one of the same cause lies there. `name` tells people what it is of; what lies
 * there under another cause is never replaced.
 *
 * @throws TapeError if it cannot be written there.
 */
export function keepTape(folder: string, name: string, file: TapeFile): Kept {
  const shape = shapeOf(file);
  const same = (existsSync(folder) ? tapesBelow(folder) : []).find((path) => shapeAt(path) === shape);
  if (same !== undefined) return { path: same, isNew: false };
  const path = freePath(tapePath(folder, name, file));
  writeTapeFile(path, file);
  return { path, isNew: true };
}

/** Where a tape is to lie, unless something else is there. */
export function tapePath(folder: string, name: string, file: TapeFile): string {
  return join(folder, `${name}-${file.invariant}-${shapeDigest(shapeOf(file))}.json`);
}

function tapesBelow(folder: string): string[] {
  return namesBelow(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => join(folder, file))
    .sort();
}

function namesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    throw new TapeError(`cannot read the folder of tapes ${folder}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** A file that cannot be read is of no cause: whoever replays the folder is told why. */
function shapeAt(path: string): string | undefined {
  try {
    return shapeOf(readTapeFile(path));
  } catch (error) {
    if (error instanceof TapeError) return undefined;
    throw error;
  }
}

function freePath(path: string): string {
  const stem = path.slice(0, -".json".length);
  for (let count = 1; ; count++) {
    const other = count === 1 ? path : `${stem}-${count}.json`;
    if (!existsSync(other)) return other;
  }
}

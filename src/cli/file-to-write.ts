import { statSync } from "node:fs";
import { dirname, relative } from "node:path";
import { type CommandLine, type Flag, nameOf } from "./command-line.ts";
import { UsageError } from "./usage-error.ts";
import { printableText } from "./values.ts";

/**
 * The file that a person wants to be written; undefined when the flag is not given. Its folder must be there, for a slip of
 * the finger is to make none: all but kraft's own, if there is one.
 *
 * @throws UsageError
 */
export function fileToWrite(line: CommandLine, flag: Flag, ownFolder?: string): string | undefined {
  const path = printableText(line, flag);
  if (path === undefined) return undefined;
  const folder = dirname(path);
  const isOwn = ownFolder !== undefined && relative(ownFolder, folder) === "";
  if (isOwn || isFolder(folder)) return path;
  throw new UsageError(`${nameOf(flag)} cannot write ${path}: there is no folder ${folder}`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

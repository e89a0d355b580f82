import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where a file of the package is, from the folder of its package.json: built or not, sources are found there. */
export function packageFile(...path: readonly string[]): string {
  return join(packageRoot(import.meta.dirname), ...path);
}

function packageRoot(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`no package.json above ${import.meta.dirname}`);
  return packageRoot(parent);
}

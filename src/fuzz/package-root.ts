import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The directory of kraft's own package.json: sources and corpus are found from here, built or not. */
export const PACKAGE_ROOT = findPackageRoot(import.meta.dirname);

export const PACKAGE_VERSION = readVersion();

function findPackageRoot(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`no package.json above ${import.meta.dirname}`);
  return findPackageRoot(parent);
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../src/fuzz/package-root.ts";

/** A page that people read about kraft. */
export interface Page {
  /** From the root of the package, with slashes: "docs/tapes.md". */
  readonly path: string;
  readonly text: string;
}

/** The README, and each page below docs/ by its name. */
export const pages: readonly Page[] = [
  "README.md",
  ...readdirSync(join(PACKAGE_ROOT, "docs"))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => `docs/${file}`),
].map((path) => ({ path, text: readFileSync(join(PACKAGE_ROOT, path), "utf8") }));

export function pageAt(path: string): Page {
  const page = pages.find((candidate) => candidate.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page;
}

/** What the pages show indented, as people type it or see it: runs of such lines, without the indent. */
export function blocksOf({ text }: Page): string[] {
  return [...text.matchAll(/(?<=^|\n\n)(?: {4}.*\n|\n(?= {4}))+/g)].map(([block]) => block.replace(/^ {4}/gm, ""));
}

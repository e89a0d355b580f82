#!/usr/bin/env node
// Run by `npm ci` in a clone of the project: links its own commands into node_modules/.bin, as npm does for the commands
// of every other package. Without it `npx kraft-fuzz` finds them through a cache that npx never refreshes, so that a
// command added since the first call would be "not found" after a `git pull`.
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";

const root = new URL("../", import.meta.url);
const { bin } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const linked = new URL("node_modules/.bin/", root);

// On Windows npm writes shims instead of links; there npx goes on by its cache.
if (process.platform !== "win32") {
  mkdirSync(linked, { recursive: true });
  for (const [name, file] of Object.entries(bin)) {
    rmSync(new URL(name, linked), { force: true });
    symlinkSync(`../../${file}`, new URL(name, linked));
  }
}

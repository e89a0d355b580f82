#!/usr/bin/env node
// `npm run build`; with --unless-built nothing, where what is there was built of these very sources. So does `prepare`,
// which npm runs at the first `npx` of a clone too: a build takes files away from under the commands that run. With
// --is-built it builds nothing, and its exit status tells whether there is that build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);

const STEPS = ["tsc -p tsconfig.build.json", "vite build", "vite build --config vite.commands.config.ts"];
const SOURCES = [
  "bin/build.js",
  "invariants/",
  "package-lock.json",
  "package.json",
  "src/",
  "tsconfig.build.json",
  "tsconfig.json",
  "vite.commands.config.ts",
  "vite.config.ts",
];
/** Says which sources all of the build was made of: there is none while it is made, or after it has failed. */
const builtFrom = new URL("dist/built-from", root);

function filesOf(source) {
  if (!source.endsWith("/")) return [source];
  return readdirSync(new URL(source, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(root).length))
    .sort();
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap(filesOf)) {
    const bytes = readFileSync(new URL(path, root));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

function build() {
  rmSync(builtFrom, { force: true });
  const sources = fingerprint();
  for (const step of STEPS) {
    const { status } = spawnSync(step, { cwd: root, shell: true, stdio: "inherit" });
    if (status !== 0) return status ?? 1;
  }
  mkdirSync(new URL("./", builtFrom), { recursive: true });
  writeFileSync(builtFrom, sources);
  return 0;
}

const isBuilt = existsSync(builtFrom) && readFileSync(builtFrom, "utf8") === fingerprint();
if (process.argv.includes("--is-built")) process.exitCode = isBuilt ? 0 : 1;
else process.exitCode = isBuilt && process.argv.includes("--unless-built") ? 0 : build();

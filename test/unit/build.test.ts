import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

const FILES = ["package-lock.json", "package.json", "tsconfig.build.json", "tsconfig.json"];

let project: string;
const at = (path: string) => join(project, path);
const built = () => readFileSync(at("steps"), "utf8").trim().split("\n");

/** A project of next to nothing, whose compilers only note that they were called. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "kraft-"));
  onTestFinished(() => rmSync(project, { recursive: true }));
  for (const folder of ["bin", "compilers", "invariants", "src/deep"]) mkdirSync(at(folder), { recursive: true });
  for (const file of [...FILES, "vite.config.ts", "vite.commands.config.ts", "src/deep/a.ts", "src/b.ts"]) {
    writeFileSync(at(file), "{}\n");
  }
  cpSync(join(PACKAGE_ROOT, "bin/build.js"), at("bin/build.js"));
  for (const compiler of ["tsc", "vite"]) {
    writeFileSync(at(`compilers/${compiler}`), `#!/bin/sh\n! [ -e broken ] && echo ${compiler} >>steps\n`, {
      mode: 0o755,
    });
  }
});

function build(...flags: string[]): void {
  writeFileSync(at("steps"), "");
  const { PATH } = process.env;
  const env = { ...process.env, PATH: `${at("compilers")}${delimiter}${PATH}` };
  execFileSync(process.execPath, [at("bin/build.js"), ...flags], { cwd: tmpdir(), env, stdio: "pipe" });
}

const ALL = ["tsc", "vite", "vite"];
const NOTHING = [""];

test("a build is made anew whenever it is asked for, and by `prepare` only if it is of other sources", () => {
  build("--unless-built");
  expect(built()).toEqual(ALL);
  build("--unless-built");
  expect(built()).toEqual(NOTHING);
  build();
  expect(built()).toEqual(ALL);
});

test.each([
  ["has changed", () => appendFileSync(at("src/deep/a.ts"), "{}\n")],
  ["is new", () => writeFileSync(at("invariants/c.ts"), "{}\n")],
  ["has another name", () => renameSync(at("src/b.ts"), at("src/c.ts"))],
  ["is gone", () => rmSync(at("src/b.ts"))],
])("a source that %s makes another build", (_what, change) => {
  build();
  change();
  build("--unless-built");
  expect(built()).toEqual(ALL);
});

test("one that failed on the way is none, even when the sources are again what they were", () => {
  build();
  writeFileSync(at("broken"), "");
  expect(() => build()).toThrow("Command failed");
  rmSync(at("broken"));
  build("--unless-built");
  expect(built()).toEqual(ALL);
});

test("`prepare` asks for no more", () => {
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  expect(scripts).toMatchObject({
    build: "node bin/build.js",
    prepare: expect.stringMatching(/^node bin\/build\.js --unless-built && /),
  });
});

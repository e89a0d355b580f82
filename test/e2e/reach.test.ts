import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

function reach(...argv: string[]) {
  const entry = join(PACKAGE_ROOT, "dist/src/reach/main.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...argv], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("coverage:fuzz tells what it does, and does nothing then", () => {
  const { stdout, ...ended } = reach("--help");
  expect(stdout).toMatch(/^npm run coverage:fuzz\n\n/);
  expect(ended).toEqual({ status: 0, stderr: "" });
});

test("coverage:fuzz answers a wrong flag in one line, and measures nothing", () => {
  const stderr = 'coverage:fuzz: there is no flag "--foo"; the only one is --help\n';
  expect(reach("--foo")).toEqual({ status: 2, stdout: "", stderr });
});

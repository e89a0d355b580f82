import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

function bench(...argv: string[]) {
  const entry = join(PACKAGE_ROOT, "dist/src/bench/main.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...argv], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("a wrong flag is one line and exit status 2, and nothing is measured", () => {
  expect(bench("--quick", "--qiuck")).toEqual({
    status: 2,
    stdout: "",
    stderr: 'kraft-bench: there is no flag "--qiuck"; the flags are --quick --json --help\n',
  });
});

test("--help names every flag and measures nothing", () => {
  const { status, stdout, stderr } = bench("--json", "--help");
  expect([status, stderr]).toEqual([0, ""]);
  for (const flag of ["--quick", "--json", "--help"]) expect(stdout).toContain(flag);
});

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

const MAIN = join(PACKAGE_ROOT, "dist/src/bench/etcd/main.js");
const hasEtcd = spawnSync("etcd", ["--version"]).error === undefined;

const compare = (argv: readonly string[], env = process.env) =>
  spawnSync(process.execPath, [MAIN, ...argv], { encoding: "utf8", env });

test("where there is no etcd, that is told on one line", () => {
  const { status, stdout, stderr } = compare([], { ...process.env, PATH: "/nowhere" });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^compare:etcd: there is no etcd to compare with: [^\n]*\n$/);
});

test("a wrong flag is told on one line", () => {
  const { status, stderr } = compare(["--fast"]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'compare:etcd: there is no flag "--fast"; --help lists them\n',
  });
});

test.skipIf(!hasEtcd)("both are measured at each number of connections, and compared", () => {
  const { status, stdout, stderr } = compare(["--rounds", "1", "--seconds", "1", "--connections", "1,8", "--json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { pairs, standings } = JSON.parse(stdout);
  expect(pairs).toHaveLength(2);
  for (const { connections, kraft, etcd, writesRatio } of standings) {
    expect([1, 8]).toContain(connections);
    expect(kraft.writesPerSecond).toBeGreaterThan(0);
    expect(etcd.writesPerSecond).toBeGreaterThan(0);
    expect(writesRatio).toBeCloseTo(kraft.writesPerSecond / etcd.writesPerSecond, 9);
  }
});

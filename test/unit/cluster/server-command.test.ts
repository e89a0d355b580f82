import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { serverCommand } from "../../../src/cluster/index.ts";
import { PACKAGE_ROOT } from "../../../src/fuzz/package-root.ts";

const ROOM = "require('v8').getHeapStatistics().heap_size_limit";

test("starts the launcher that is there, in an engine that knows its flags and has more room than it takes by itself", () => {
  const [program, ...rest] = serverCommand(PACKAGE_ROOT);
  const [launcher, name] = rest.splice(-2);
  expect(existsSync(launcher!)).toBe(true);
  expect(name).toBe("server");
  const roomOf = (flags: readonly string[]) => {
    const { status, stdout } = spawnSync(program!, [...flags, "-p", ROOM], { encoding: "utf8" });
    expect(status).toBe(0);
    return Number(stdout);
  };
  expect(roomOf(rest)).toBeGreaterThan(roomOf([]));
});

import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { LONG_RUN_ENGINE, WORKER_ENGINE } from "../../../../src/fuzz/campaign/engine.ts";

describe("the engine's settings", () => {
  test("are such as this engine knows: it would say so where one is set, and would not start where it is given one", () => {
    const set = `process.getBuiltinModule("node:v8").setFlagsFromString(${JSON.stringify(LONG_RUN_ENGINE)})`;
    const { status, stderr } = spawnSync(process.execPath, [...WORKER_ENGINE, "--eval", set], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

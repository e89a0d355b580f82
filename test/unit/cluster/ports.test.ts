import { expect, test } from "vitest";
import { freePorts, isPortFree } from "../../../src/cluster/index.ts";

test("ports are free, different, and none that a connection going out may get", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    expect(await isPortFree(port)).toBe(true);
    expect(port).toBeLessThan(32_768);
  }
});

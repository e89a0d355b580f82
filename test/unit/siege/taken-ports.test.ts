import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { laySiege, PRESETS, removeSiege } from "../../../src/siege/index.ts";

const FAKE = fileURLToPath(new URL("./fake-kv.mjs", import.meta.url));

/** What is chosen first is not free any more. */
const taken = vi.hoisted(() => ({ ports: [] as number[], choices: 0 }));
vi.mock("../../../src/cluster/ports.ts", async (load) => {
  const ports = await load<typeof import("../../../src/cluster/ports.ts")>();
  const freePorts = async (count: number) => (taken.choices++ < 2 ? taken.ports : ports.freePorts(count));
  return { ...ports, freePorts };
});

test("where a port is taken that was free, others are chosen", async () => {
  const others = [createServer(), createServer()];
  for (const other of others) {
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    taken.ports.push((other.address() as { port: number }).port);
  }
  const place = mkdtempSync(join(tmpdir(), "kraft-ports-"));
  vi.stubEnv("TMPDIR", place);
  const never = new AbortController().signal;
  const options = { ...PRESETS.ci, nodes: 1, seed: "s", maxFailures: 0, maxOperations: 50, steps: 1_000_000 };
  const chosen = { failure: "none", consistency: "linearizable", transport: "tcp" } as const;
  const result = await laySiege(
    { ...options, ...chosen, command: [process.execPath, FAKE, "--honest"] },
    { interrupt: never, abandon: never, onStage: () => {} },
  );
  expect(result.verdict).toBe("pass");
  expect(taken.choices).toBe(3);
  removeSiege(result.folder);
  expect(readdirSync(place)).toEqual([]);
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true });
  for (const other of others) await new Promise((resolve) => other.close(resolve));
});

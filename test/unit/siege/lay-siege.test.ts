import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { ClusterError } from "../../../src/cluster/index.ts";
import { laySiege, PRESETS, removeSiege, type SiegeOptions, type SiegeResult } from "../../../src/siege/index.ts";

const FAKE = fileURLToPath(new URL("./fake-kv.mjs", import.meta.url));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) removeSiege(folder);
});

/** On a cluster of one that keeps its promises, but for what it is told to break. */
async function siege(breaks: string, said: Partial<SiegeOptions> = {}): Promise<SiegeResult> {
  const options: SiegeOptions = {
    ...PRESETS.ci,
    nodes: 1,
    clients: 6,
    seconds: 30,
    seed: "a seed",
    failure: "crash-all",
    maxFailures: 2,
    maxOperations: Number.POSITIVE_INFINITY,
    consistency: "linearizable",
    transport: "tcp",
    steps: 20_000_000,
    command: [process.execPath, FAKE, breaks],
    ...said,
  };
  const never = new AbortController().signal;
  const result = await laySiege(options, { interrupt: never, abandon: never, onStage: () => {} });
  folders.push(result.folder);
  return result;
}

test("a server that keeps what it has acknowledged passes, and its crashes are felt", async () => {
  const result = await siege("--honest");
  expect(result).toMatchObject({ verdict: "pass", complaints: [], wasInterrupted: false });
  expect(result.failures.map(({ description }) => description)).toEqual(["crash-all: node 1", "crash-all: node 1"]);
  expect(result.recoveriesMs.get("crash-all")).toHaveLength(2);
  expect(result.writtenOnce.acknowledged).toBeGreaterThan(10);
  expect(result.writtenOnce).toMatchObject({ lost: [], unread: 0 });
  expect(existsSync(result.folder)).toBe(true);
});

test("a server that forgets what it has acknowledged is found", async () => {
  const { verdict, complaints, check, writtenOnce } = await siege("--forgets", { maxFailures: 1 });
  expect(verdict).toBe("fail");
  expect(check.verdict).toBe("not-linearizable");
  expect(writtenOnce.lost.length).toBeGreaterThan(0);
  expect(complaints).toEqual([
    "the history is not linearizable",
    `${writtenOnce.lost.length} acknowledged writes are not there any more`,
  ]);
});

test("a server that carries a write out twice is found", async () => {
  const { complaints } = await siege("--repeats", { failure: "none", maxFailures: 0, maxOperations: 2_000, keys: 1 });
  expect(complaints).toEqual(["the history is not linearizable"]);
});

test("a refusal that nobody has earned is found", async () => {
  const { complaints } = await siege("--refuses", { failure: "none", maxFailures: 0, maxOperations: 200 });
  expect(complaints).toContain("a client was refused with 422 idempotency-key-reused: used");
});

test("a node that ends by itself is found", async () => {
  const { complaints } = await siege("--ends", { failure: "none", maxFailures: 0, seconds: 4 });
  expect(complaints).toEqual(["nobody led after everything was healed: too few nodes run", "node 1 ended by itself"]);
});

test("a cluster that does not start is no verdict, and its logs are told", async () => {
  const asked = siege("--honest", { command: [process.execPath, "-e", "process.exit(1)"] });
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClusterError);
  const { message } = error as ClusterError;
  expect(message).toMatch(/^the cluster does not start: node 1 ended at once.* \(its logs are in \S+\)$/);
  folders.push(/in (\S+)\)$/.exec(message)![1]!);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { huntInThread } from "../../../../../src/fuzz/mutants/generated/hunting-thread.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-hunting-"));
afterAll(() => rmSync(directory, { recursive: true }));

const prey = { coreUrl: undefined, firstSeed: "1", stage: { nodes: 3, operations: 1, seeds: 1 } };
const never = new AbortController().signal;
const RUNNING = `parentPort.postMessage({ kind: "running", runs: 3, stage: { nodes: 3 }, seed: "1-2" });`;

/** A thread that does this instead of hunting. */
function threadThat(name: string, does: string): URL {
  const file = join(directory, `${name}.mjs`);
  writeFileSync(file, `import { parentPort, workerData } from "node:worker_threads";\n${does}\n`);
  return pathToFileURL(file);
}

describe("a hunt in a thread", () => {
  test("tells what its thread came to", async () => {
    const workerUrl = threadThat("survives", `${RUNNING} parentPort.postMessage({ kind: "survived", runs: 9 });`);
    expect(await huntInThread(prey, never, { workerUrl })).toEqual({ kind: "survived", runs: 9 });
  });

  test("counts a step without an end as killed, on the seed of that run", async () => {
    const workerUrl = threadThat("loops", `${RUNNING} for (;;);`);
    expect(await huntInThread(prey, never, { workerUrl, patienceMs: 2_000 })).toMatchObject({
      kind: "killed",
      by: ["no-end"],
      seed: "1-2",
      runs: 3,
    });
  });

  test("goes on as long as signs of life come", async () => {
    const again = `const timer = setInterval(() => { ${RUNNING} if (++times === 30) { clearInterval(timer); done(); } }, 100);`;
    const done = `const done = () => parentPort.postMessage({ kind: "survived", runs: 9 });`;
    const workerUrl = threadThat("lives", `let times = 0; ${done} ${again}`);
    expect(await huntInThread(prey, never, { workerUrl, patienceMs: 2_000 })).toMatchObject({ kind: "survived" });
  });

  test("counts a thread that takes all memory as killed", async () => {
    const workerUrl = threadThat(
      "eats",
      `${RUNNING} const all = []; for (;;) all.push(new Array(1e6).fill(all.length));`,
    );
    expect(await huntInThread(prey, never, { workerUrl })).toMatchObject({ kind: "killed", by: ["no-end"] });
  });

  test("ends without a word when it is told to", async () => {
    const workerUrl = threadThat("waits", `${RUNNING} setInterval(() => {}, 1000);`);
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 200);
    expect(await huntInThread(prey, interrupt.signal, { workerUrl })).toBeUndefined();
    expect(await huntInThread(prey, interrupt.signal, { workerUrl })).toBeUndefined();
  });

  test("does not take a failure of its own for a kill", async () => {
    const workerUrl = threadThat("throws", `throw new Error("no such core");`);
    await expect(huntInThread(prey, never, { workerUrl })).rejects.toThrow("no such core");
  });
});

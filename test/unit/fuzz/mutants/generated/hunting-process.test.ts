import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { huntInProcess } from "../../../../../src/fuzz/mutants/generated/hunting-process.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-hunting-"));
afterAll(() => rmSync(directory, { recursive: true }));

const prey = { coreUrl: undefined, firstSeed: "1", stage: { nodes: 3, operations: 1, seeds: 1 } };
const never = new AbortController().signal;
const RUNNING = `process.send({ kind: "running", runs: 3, stage: { nodes: 3 }, seed: "1-2" });`;

/** A process that does this instead of hunting. */
function processThat(name: string, does: string): string {
  const file = join(directory, `${name}.mjs`);
  writeFileSync(file, `${does}\n`);
  return file;
}

describe("a hunt in a process", () => {
  test("tells what its process came to", async () => {
    const workerPath = processThat("survives", `${RUNNING} process.send({ kind: "survived", runs: 9 });`);
    expect(await huntInProcess(prey, never, { workerPath })).toEqual({ kind: "survived", runs: 9 });
  });

  test("counts a step without an end as killed, on the seed of that run", async () => {
    const workerPath = processThat("loops", `${RUNNING} for (;;);`);
    expect(await huntInProcess(prey, never, { workerPath, patienceMs: 2_000 })).toMatchObject({
      kind: "killed",
      by: ["no-end"],
      seed: "1-2",
      runs: 3,
    });
  });

  test("goes on as long as signs of life come", async () => {
    const again = `const timer = setInterval(() => { ${RUNNING} if (++times === 30) { clearInterval(timer); done(); } }, 100);`;
    const done = `const done = () => process.send({ kind: "survived", runs: 9 });`;
    const workerPath = processThat("lives", `let times = 0; ${done} ${again}`);
    expect(await huntInProcess(prey, never, { workerPath, patienceMs: 2_000 })).toMatchObject({ kind: "survived" });
  });

  test("counts a process that takes all memory as killed", async () => {
    const workerPath = processThat(
      "eats",
      `${RUNNING} const all = []; for (;;) all.push(new Array(1e6).fill(all.length));`,
    );
    expect(await huntInProcess(prey, never, { workerPath })).toMatchObject({ kind: "killed", by: ["no-end"] });
  });

  test("counts a process that its engine ends as killed, and says why", async () => {
    const workerPath = processThat("pushes", `${RUNNING} const all = []; for (;;) all.push(0);`);
    expect(await huntInProcess(prey, never, { workerPath })).toMatchObject({
      kind: "killed",
      by: ["no-end"],
      message: expect.stringMatching(/Fatal JavaScript invalid size error|JavaScript heap out of memory/),
    });
  });

  test("ends without a word when it is told to", async () => {
    const workerPath = processThat("waits", `${RUNNING} setInterval(() => {}, 1000);`);
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 200);
    expect(await huntInProcess(prey, interrupt.signal, { workerPath })).toBeUndefined();
    expect(await huntInProcess(prey, interrupt.signal, { workerPath })).toBeUndefined();
  });

  test("does not take a failure of its own for a kill", async () => {
    const workerPath = processThat("throws", `throw new Error("no such core");`);
    await expect(huntInProcess(prey, never, { workerPath })).rejects.toThrow("no such core");
  });
});

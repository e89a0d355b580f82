import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import { type TapingTask, tapeFailure } from "../../../../src/fuzz/taping/taping.ts";
import { tapeInProcess } from "../../../../src/fuzz/taping/taping-process.ts";
import { failingSeed } from "./failing-seed.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-taping-"));
afterAll(() => rmSync(directory, { recursive: true }));

const never = new AbortController().signal;
let task: TapingTask;

beforeAll(async () => {
  task = { ...(await failingSeed("double-vote")), limitMs: 60_000 };
});

/** A process that does this with its task instead of taping it. */
function processThat(name: string, does: string): string {
  const file = join(directory, `${name}.mjs`);
  writeFileSync(file, `process.on("message", (request) => { ${does} });\n`);
  return file;
}

const RECORDED = `process.send({ kind: "recorded", taped: { fingerprint: "as recorded", ending: "done" } });`;

const FILLS_MEMORY = "for (const all = []; ; ) all.push(new Array(1e5).fill(all.length));";

/** A thread with a small heap that does this: what fills it need not fill the machine. */
function thread(does: string): string {
  const options = "{ eval: true, resourceLimits: { maxOldGenerationSizeMb: 50 } }";
  return `import("node:worker_threads").then(({ Worker }) => new Worker(${JSON.stringify(does)}, ${options}));`;
}

describe("in a process", () => {
  test("the same comes of it", async () => {
    expect(await tapeInProcess(task, never)).toEqual(tapeFailure(task, await loadCore(task.coreUrl), never));
  });

  test("there is no tape of what does not fail", async () => {
    expect(await tapeInProcess({ ...task, invariant: "restored-machine" }, never)).toBeUndefined();
  });

  test("an interrupt is heard before there is any tape, and none may come", async () => {
    const does = `if (request === "interrupt") process.send({ kind: "taped" });`;
    expect(await tapeInProcess(task, AbortSignal.abort(), processThat("has-none", does))).toBeUndefined();
  });

  test("an interrupt is passed on, and what comes of it is taken", async () => {
    const interrupt = new AbortController();
    const does = `if (request === "interrupt") process.send({ kind: "taped", taped: { ending: "interrupted" } });`;
    setTimeout(() => interrupt.abort(), 200);
    expect(await tapeInProcess(task, interrupt.signal, processThat("waits", does))).toEqual({ ending: "interrupted" });
  });

  test.each([
    ["fills memory", thread(FILLS_MEMORY), /^the worker left with status 1: Error .ERR_WORKER_OUT_OF_MEMORY.: /],
    [
      "makes the engine give up",
      "for (const all = []; ; ) all.push(0);",
      /Fatal JavaScript invalid size|out of memory/,
    ],
    ["is killed", `process.kill(process.pid, "SIGKILL");`, /^the worker was killed by SIGKILL$/],
  ])("the tape is as it was recorded where making it smaller %s", async (name, does, message) => {
    const sent = `${RECORDED} setTimeout(() => { ${does} }, 100);`;
    expect(await tapeInProcess(task, never, processThat(name, sent))).toEqual({
      fingerprint: "as recorded",
      ending: "crashed",
      mishaps: { count: 1, first: expect.stringMatching(message) },
    });
  });

  test("what breaks before there is a tape is told", async () => {
    await expect(tapeInProcess({ ...task, nodes: -1 }, never)).rejects.toThrow(/^the failure could not be taped: the/);
  });
});

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../../src/fuzz/package-root.ts";
import { somewhere } from "../launch.ts";

const CHILD = join(PACKAGE_ROOT, "test/e2e/server/server-child.js");
const ROUNDS = 10;

/** What parent and child tell each other; each kind has its own. */
interface Word {
  readonly kind: string;
  readonly from?: number;
  readonly number?: number;
  readonly numbers?: readonly number[];
  readonly leads?: boolean;
  readonly lost?: readonly number[] | undefined;
}

const alive = new Set<ChildProcess>();

afterEach(async () => {
  await killAll();
});

async function killAll(): Promise<void> {
  const ended = [...alive].map((child) => once(child, "exit"));
  for (const child of alive) child.kill("SIGKILL");
  await Promise.all(ended);
}

async function start(id: number, directory: string, addresses: readonly (readonly [number, unknown])[]) {
  const options = JSON.stringify({ id, dataDirectory: join(directory, `${id}`), addresses });
  const child = fork(CHILD, [options]);
  alive.add(child);
  child.once("exit", () => alive.delete(child));
  await once(child, "message");
  return child;
}

/** The child's next word of that kind. */
function ask(child: ChildProcess, message: Word, kind: string): Promise<Word> {
  return new Promise((resolve) => {
    const listen = (answer: Word): void => {
      if (answer.kind !== kind) return;
      child.off("message", listen);
      resolve(answer);
    };
    child.on("message", listen);
    child.send(message);
  });
}

async function leaderOf(children: readonly ChildProcess[]): Promise<ChildProcess> {
  for (;;) {
    for (const child of children) if ((await ask(child, { kind: "leads" }, "leads")).leads === true) return child;
    await pause(20);
  }
}

/** Which of the keys are not what was acknowledged, read at whoever leads; again if it loses its leadership meanwhile. */
async function lostOf(children: readonly ChildProcess[], numbers: readonly number[]): Promise<readonly number[]> {
  for (;;) {
    const { lost } = await ask(await leaderOf(children), { kind: "verify", numbers }, "lost");
    if (lost !== undefined) return lost;
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

async function freeAddresses(count: number): Promise<(readonly [number, unknown])[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports.map((port, place) => [place + 1, { transport: `127.0.0.1:${port}`, api: "" }] as const);
}

test.each([1, 3])(
  "%i servers killed at once in the middle of writing, ten times: every acknowledged write is there",
  async (count) => {
    const directory = somewhere();
    const addresses = await freeAddresses(count);
    const acknowledged: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const children = await Promise.all(addresses.map(([id]) => start(id, directory, addresses)));
      expect(await lostOf(children, acknowledged.slice(-2_000))).toEqual([]);
      const before = acknowledged.length;
      children.forEach((child, place) => {
        child.on("message", (word: Word) => {
          if (word.kind === "acknowledged") acknowledged.push(word.number!);
        });
        // Whoever leads takes them. No key is written twice.
        child.send({ kind: "load", from: (round * count + place) * 1_000_000 });
      });
      while (acknowledged.length < before + 200) await pause(5);
      await pause(13 * round);
      await killAll();
    }
    const children = await Promise.all(addresses.map(([id]) => start(id, directory, addresses)));
    const sample = acknowledged.filter((_, place) => place % Math.ceil(acknowledged.length / 5_000) === 0);
    expect(await lostOf(children, sample)).toEqual([]);
  },
);

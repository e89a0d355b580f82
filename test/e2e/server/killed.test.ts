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
    let from = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const children = await Promise.all(addresses.map(([id]) => start(id, directory, addresses)));
      const leader = await leaderOf(children);
      const { lost } = await ask(leader, { kind: "verify", numbers: acknowledged.slice(-2_000) }, "lost");
      expect(lost).toEqual([]);
      const before = acknowledged.length;
      leader.on("message", (answer: Word) => {
        if (answer.kind === "acknowledged") acknowledged.push(answer.number!);
      });
      leader.send({ kind: "load", from });
      while (acknowledged.length < before + 200) await pause(5);
      await pause(13 * round);
      await killAll();
      from += 1_000_000;
    }
    const children = await Promise.all(addresses.map(([id]) => start(id, directory, addresses)));
    const leader = await leaderOf(children);
    const sample = acknowledged.filter((_, place) => place % Math.ceil(acknowledged.length / 5_000) === 0);
    expect((await ask(leader, { kind: "verify", numbers: sample }, "lost")).lost).toEqual([]);
  },
);

import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { FAKE_SERVER, fakeCluster } from "./fake-cluster.ts";

const fake = fakeCluster();

beforeEach(async () => {
  const cluster = await fake.create();
  await cluster.start();
  await cluster.stop();
});

/** A server that ends at once where a file beside it names it, and else is a fake one. */
function brokenFor(...ids: readonly number[]): string {
  const program = join(fake.home, "broken.mjs");
  const flag = 'process.argv[process.argv.indexOf("--id") + 1]';
  writeFileSync(
    program,
    `if (${JSON.stringify(ids.map(String))}.includes(${flag})) process.exit(1);\nawait import(${JSON.stringify(FAKE_SERVER)});\n`,
  );
  return program;
}

test("all that can run does, and all that cannot is told", async () => {
  const cluster = fake.reopen();
  rmSync(join(fake.directory, "node-2/data"), { recursive: true });
  const { failed, ...started } = await cluster.startAgain();
  expect(started).toEqual({ started: [1, 3], leader: 1 });
  expect(failed.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^node 2 has run before, and its data are gone/),
  ]);
  expect(cluster.running.map(({ node }) => node.id)).toEqual([1, 3]);
});

test("nodes that end at once hold up none of the others", async () => {
  const { failed, ...started } = await fake.reopen(brokenFor(2, 3)).startAgain();
  expect(started).toEqual({ started: [1], leader: 1 });
  const told = failed.map(({ message }) => message).sort();
  expect(told).toEqual([/^node 2 ended at once/, /^node 3 ended at once/].map((each) => expect.stringMatching(each)));
});

test("a port that is taken holds up none of the others", async () => {
  const cluster = fake.reopen();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(cluster.nodes[2]!.node.apiPort, "127.0.0.1", resolve));
  expect(await cluster.startAgain()).toMatchObject({ started: [1, 2], failed: [{ name: "PortInUseError" }] });
  await new Promise((resolve) => other.close(resolve));
  expect(await cluster.startAgain()).toMatchObject({ started: [3], failed: [] });
});

test("where none can start, it is said why", async () => {
  const cluster = fake.reopen(brokenFor(1, 2, 3));
  await expect(cluster.startAgain()).rejects.toThrow(/^node \d ended at once/);
  expect(cluster.running).toEqual([]);
});

test("where all run already, there is nothing to do", async () => {
  const cluster = fake.reopen();
  await cluster.startAgain();
  expect(await cluster.startAgain()).toEqual({ started: [], leader: 1, failed: [] });
});

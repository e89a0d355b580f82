import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createOneShot } from "../../../../src/machine/index.ts";
import type { VoteRequest } from "../../../../src/raft/index.ts";
import { DataDirectoryError } from "../../../../src/server/files/data-directory-error.ts";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import type { FileRunner } from "../../../../src/server/files/file-runner.ts";
import type { Claim } from "../../../../src/server/files/held-lock.ts";
import { PATIENCE_MS, TestCluster } from "./cluster.ts";
import { PlayedTransport, turns } from "./played-transport.ts";

const put = createOneShot({ kind: "put", key: "a", value: "2" });
const TAKEN = JSON.stringify({ token: "another", process: 1, startedAt: "", boot: "another", namespace: "" });

test("a server whose directory another has taken ends by itself, and what is the other's stays", async () => {
  const cluster = await TestCluster.started([1]);
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const directory = cluster.dataDirectoryOf(1);
  const lock = join(directory, "lock");
  writeFileSync(`${lock}.other`, TAKEN);
  renameSync(`${lock}.other`, lock);
  expect(await node.failed).toBe(`another server has taken ${directory}: this one ends`);
  expect(await node.write(put, PATIENCE_MS)).toMatchObject({ outcome: "refused", reason: "stopped" });
  await cluster.stop();
  expect(readFileSync(lock, "utf8")).toBe(TAKEN);
});

/** Lost as soon as the test says so, and as long as nobody tells the node, it has to ask. */
class HandClaim implements Claim {
  tell: () => void = () => {};
  readonly lost = new Promise<void>((resolve) => {
    this.tell = resolve;
  });
  reason: DataDirectoryError | undefined = undefined;

  failure(): DataDirectoryError | undefined {
    return this.reason;
  }
}

test("nothing more is acknowledged or answered from the moment on at which a directory is lost", async () => {
  const cluster = await TestCluster.of([1]);
  const claim = new HandClaim();
  const writer = new DirectoryWriter(join(cluster.dataDirectoryOf(1), "storage"));
  let reported = Promise.resolve();
  const runner: FileRunner = {
    run: async (batch) => {
      await writer.run(batch);
      await reported;
    },
    runAtOnce: () => false,
    close: () => writer.close(),
  };
  const { node } = await cluster.start(1, {}, { claim, runner });
  await cluster.put("a", "1");
  let report: () => void = () => {};
  reported = new Promise((resolve) => {
    report = resolve;
  });
  const written = node.write(put, PATIENCE_MS);
  await turns(3);
  const read = node.read({ kind: "get", key: "a" }, "linearizable", 0, PATIENCE_MS);
  claim.reason = new DataDirectoryError("taken");
  report();
  expect(await written).toMatchObject({ outcome: "unknown", reason: "stopped" });
  expect(await read).toMatchObject({ outcome: "refused", reason: "stopped" });
  expect(await node.failed).toBe("taken");
});

test("one that has lost its directory does not vote", async () => {
  const cluster = await TestCluster.of([1, 2]);
  const claim = new HandClaim();
  const transport = new PlayedTransport();
  const { node } = await cluster.start(1, { electionTimeoutMs: PATIENCE_MS }, { claim, transport });
  await turns();
  claim.reason = new DataDirectoryError("taken");
  const request: VoteRequest = {
    kind: "vote-request",
    from: 2,
    to: 1,
    term: 9,
    lastLogIndex: 9,
    lastLogTerm: 9,
    forced: true,
  };
  transport.play(request);
  expect(await node.failed).toBe("taken");
  expect(transport.sent).toEqual([]);
});

test("one that has nothing to do ends as soon as it is told", async () => {
  const cluster = await TestCluster.of([1, 2]);
  const claim = new HandClaim();
  const transport = new PlayedTransport();
  const { node } = await cluster.start(1, { electionTimeoutMs: 1_000_000 }, { claim, transport });
  await turns();
  claim.reason = new DataDirectoryError("taken");
  claim.tell();
  expect(await node.failed).toBe("taken");
});

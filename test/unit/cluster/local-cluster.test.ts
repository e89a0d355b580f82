import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { leaderKnownTo, outsiderText, stateOf, until } from "../../../src/cluster/index.ts";
import { fakeCluster } from "./fake-cluster.ts";

const fake = fakeCluster();

describe("a local cluster", () => {
  test("starts, tells who leads, and is found again in its directory", async () => {
    const cluster = await fake.create();
    expect(await cluster.start()).toEqual({ started: [1, 2, 3], leader: 1 });
    const reports = await fake.reopen().report();
    expect(reports.map(({ id, process, lag, view }) => [id, process, lag, view?.role])).toEqual([
      [1, "running", 0, "leader"],
      [2, "running", 1, "follower"],
      [3, "running", 2, "follower"],
    ]);
    expect(reports.map(({ pid }) => pid)).toEqual(cluster.nodes.map(({ identity }) => identity!.pid));
  });

  test("started again, starts what does not run", async () => {
    await (await fake.create()).start();
    await fake.reopen().kill(2);
    expect(await fake.reopen().start()).toEqual({ started: [2], leader: 1 });
    expect([fake.starts(1), fake.starts(2)]).toEqual([1, 2]);
    expect(await fake.reopen().start()).toEqual({ started: [], leader: 1 });
  });

  test("kills one node at once, and starts it again with its data", async () => {
    const cluster = await fake.create("--stubborn");
    await cluster.start();
    const { identity } = cluster.node(2);
    await cluster.kill(2);
    expect(stateOf(identity!)).toBe("gone");
    expect(cluster.running.map(({ node }) => node.id)).toEqual([1, 3]);
    expect((await cluster.report())[1]).toMatchObject({ process: "gone", pid: undefined, view: undefined, lag: 1 });
    await expect(cluster.kill(2)).rejects.toThrow(/^node 2 does not run$/);
    await cluster.restart(2);
    expect(fake.starts(2)).toBe(2);
    expect((await cluster.report())[1]!.view).toMatchObject({ id: 2 });
  });

  test("launches one node and waits for nothing", async () => {
    const cluster = await fake.create("--silent");
    await cluster.launch(2);
    expect(cluster.running.map(({ node }) => node.id)).toEqual([2]);
    expect(() => cluster.launch(2)).toThrow("node 2 runs already");
  });

  test("is waited for until it has a leader", async () => {
    expect(await (await fake.create("--late")).start()).toMatchObject({ leader: 1 });
  });

  test("of which too few run waits for no leader", async () => {
    const cluster = await fake.create("--leaderless");
    expect(await cluster.restart(2)).toEqual({ started: [2], leader: 0 });
  });

  test("does not wait for a removed node to know a leader, nor count its voice", async () => {
    const cluster = await fake.create("--removed");
    expect(await cluster.start()).toEqual({ started: [1, 2, 3], leader: 1 });
    expect(await cluster.restart(3)).toEqual({ started: [3], leader: 1 });
  });

  test("may be led by a member that has joined from elsewhere", async () => {
    const cluster = await fake.create("--joined");
    expect(await cluster.start()).toEqual({ started: [1, 2, 3], leader: 4 });
    expect(await cluster.restart(2)).toEqual({ started: [2], leader: 4 });
    const reports = await cluster.report();
    expect(outsiderText(leaderKnownTo(reports), reports)).toMatch(/^node 4 leads; it is a member, and not of this/);
  });

  test("pauses and resumes", async () => {
    const cluster = await fake.create();
    await cluster.start();
    cluster.pause(3);
    await until(() => (cluster.node(3).state === "paused" ? true : undefined), 5000);
    expect((await cluster.report())[2]).toMatchObject({ process: "paused", view: undefined, lag: 2 });
    expect(() => cluster.pause(3)).toThrow("node 3 is paused already");
    cluster.resume(3);
    await until(() => (cluster.node(3).state === "running" ? true : undefined), 5000);
    expect((await cluster.report())[2]!.view).toMatchObject({ id: 3 });
    expect(() => cluster.resume(3)).toThrow("node 3 is not paused");
    expect(() => cluster.pause(4)).toThrow("there is no node 4: this cluster has 1 to 3");
  });

  test("stops gracefully, also what is paused", async () => {
    const cluster = await fake.create();
    await cluster.start();
    cluster.pause(2);
    const ends = await cluster.stop();
    expect([...ends]).toEqual([1, 2, 3].map((id) => [id, "ended"]));
    expect(cluster.running).toEqual([]);
    expect((await cluster.stop()).size).toBe(0);
  });

  test("kills what does not end when asked", async () => {
    const cluster = await fake.create("--stubborn");
    await cluster.start();
    const ends = await cluster.stop(100);
    expect([...ends.values()]).toEqual(["killed", "killed", "killed"]);
    expect(cluster.running).toEqual([]);
  });

  test("removes what it made and nothing else, once nothing runs", async () => {
    const cluster = await fake.create();
    await cluster.start();
    await expect(cluster.clean()).rejects.toThrow(/^nodes 1, 2 and 3 still run$/);
    await cluster.stop();
    await cluster.clean();
    expect(existsSync(fake.directory)).toBe(false);

    mkdirSync(fake.directory);
    await (await fake.create()).clean();
    expect(readdirSync(fake.directory)).toEqual([]);

    writeFileSync(join(fake.directory, "mine"), "");
    await (await fake.create()).clean();
    expect(readdirSync(fake.directory)).toEqual(["mine"]);
  });
});

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  ClusterError,
  freePorts,
  identify,
  isPortFree,
  LocalCluster,
  LogFile,
  leaderKnownTo,
  type NodeReport,
  outsiderText,
  PortInUseError,
  stateOf,
  until,
} from "../../../src/cluster/index.ts";

const command = [process.execPath, join(import.meta.dirname, "fake-server.mjs")];
let home: string;
let directory: string;
const clusters: LocalCluster[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "kraft-cluster-"));
  directory = join(home, "cluster");
});

afterEach(async () => {
  for (const cluster of clusters.splice(0)) {
    for (const process of cluster.running) await process.kill();
    cluster.close();
  }
  rmSync(home, { recursive: true });
});

async function create(...flags: string[]): Promise<LocalCluster> {
  const ports = await freePorts(6);
  const planned = { transportPorts: ports.slice(0, 3), apiPorts: ports.slice(3), flags };
  const cluster = LocalCluster.create({ directory, command }, planned);
  clusters.push(cluster);
  return cluster;
}

function reopen(): LocalCluster {
  const cluster = LocalCluster.open({ directory, command })!;
  clusters.push(cluster);
  return cluster;
}

const starts = (id: number): number =>
  readFileSync(join(directory, `node-${id}/data/starts`), "utf8").split("\n").length - 1;

describe("a local cluster", () => {
  test("starts, tells who leads, and is found again in its directory", async () => {
    const cluster = await create();
    expect(await cluster.start()).toEqual({ started: [1, 2, 3], leader: 1 });
    const reports = await reopen().report();
    expect(reports.map(({ id, process, lag, view }) => [id, process, lag, view?.role])).toEqual([
      [1, "running", 0, "leader"],
      [2, "running", 1, "follower"],
      [3, "running", 2, "follower"],
    ]);
    expect(reports.map(({ pid }) => pid)).toEqual(cluster.nodes.map(({ identity }) => identity!.pid));
  });

  test("started again, starts what does not run", async () => {
    await (await create()).start();
    await reopen().kill(2);
    expect(await reopen().start()).toEqual({ started: [2], leader: 1 });
    expect([starts(1), starts(2)]).toEqual([1, 2]);
    expect(await reopen().start()).toEqual({ started: [], leader: 1 });
  });

  test("kills one node at once, and starts it again with its data", async () => {
    const cluster = await create("--stubborn");
    await cluster.start();
    const { identity } = cluster.node(2);
    await cluster.kill(2);
    expect(stateOf(identity!)).toBe("gone");
    expect(cluster.running.map(({ node }) => node.id)).toEqual([1, 3]);
    expect((await cluster.report())[1]).toMatchObject({ process: "gone", pid: undefined, view: undefined, lag: 1 });
    await expect(cluster.kill(2)).rejects.toThrow(/^node 2 does not run$/);
    await cluster.restart(2);
    expect(starts(2)).toBe(2);
    expect((await cluster.report())[1]!.view).toMatchObject({ id: 2 });
  });

  test("launches one node and waits for nothing", async () => {
    const cluster = await create("--silent");
    await cluster.launch(2);
    expect(cluster.running.map(({ node }) => node.id)).toEqual([2]);
    expect(() => cluster.launch(2)).toThrow("node 2 runs already");
  });

  test("is waited for until it has a leader", async () => {
    expect(await (await create("--late")).start()).toMatchObject({ leader: 1 });
  });

  test("of which too few run waits for no leader", async () => {
    const cluster = await create("--leaderless");
    expect(await cluster.restart(2)).toEqual({ started: [2], leader: 0 });
  });

  test("does not wait for a removed node to know a leader, nor count its voice", async () => {
    const cluster = await create("--removed");
    expect(await cluster.start()).toEqual({ started: [1, 2, 3], leader: 1 });
    expect(await cluster.restart(3)).toEqual({ started: [3], leader: 1 });
  });

  test("may be led by a member that has joined from elsewhere", async () => {
    const cluster = await create("--joined");
    expect(await cluster.start()).toEqual({ started: [1, 2, 3], leader: 4 });
    expect(await cluster.restart(2)).toEqual({ started: [2], leader: 4 });
    const reports = await cluster.report();
    expect(outsiderText(leaderKnownTo(reports), reports)).toMatch(/^node 4 leads; it is a member, and not of this/);
  });

  test("pauses and resumes", async () => {
    const cluster = await create();
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
    const cluster = await create();
    await cluster.start();
    cluster.pause(2);
    const ends = await cluster.stop();
    expect([...ends]).toEqual([1, 2, 3].map((id) => [id, "ended"]));
    expect(cluster.running).toEqual([]);
    expect((await cluster.stop()).size).toBe(0);
  });

  test("kills what does not end when asked", async () => {
    const cluster = await create("--stubborn");
    await cluster.start();
    const ends = await cluster.stop(100);
    expect([...ends.values()]).toEqual(["killed", "killed", "killed"]);
    expect(cluster.running).toEqual([]);
  });

  test("removes what it made and nothing else, once nothing runs", async () => {
    const cluster = await create();
    await cluster.start();
    await expect(cluster.clean()).rejects.toThrow(/^nodes 1, 2 and 3 still run$/);
    await cluster.stop();
    await cluster.clean();
    expect(existsSync(directory)).toBe(false);

    mkdirSync(directory);
    await (await create()).clean();
    expect(readdirSync(directory)).toEqual([]);

    writeFileSync(join(directory, "mine"), "");
    await (await create()).clean();
    expect(readdirSync(directory)).toEqual(["mine"]);
  });
});

describe("data that are gone", () => {
  test.each(["data", "."])("keep their node from starting again: node-2/%s", async (lost) => {
    const cluster = await create();
    await cluster.start();
    await cluster.kill(2);
    rmSync(join(directory, "node-2", lost), { recursive: true });
    const refusal = /^node 2 has run before, and its data are gone from \S+node-2.data: /;
    await expect(reopen().restart(2)).rejects.toThrow(refusal);
    await expect(reopen().launch(2)).rejects.toThrow(refusal);
    await cluster.stop();
    await expect(reopen().start()).rejects.toThrow(refusal);
    expect(cluster.running).toEqual([]);
  });

  test("are noticed before a node that runs is ended", async () => {
    const cluster = await create();
    await cluster.start();
    rmSync(join(directory, "node-2/data"), { recursive: true });
    await expect(cluster.restart(2)).rejects.toThrow(/^node 2 has run before/);
    expect(cluster.running).toHaveLength(3);
    // What another one has lost is not its fault.
    await cluster.restart(3);
  });

  test("were never there where a node could not start", async () => {
    await (await create()).clean();
    writeFileSync(join(home, "broken.mjs"), "process.exit(1)");
    const broken = LocalCluster.create(
      { directory, command: [process.execPath, join(home, "broken.mjs")] },
      { transportPorts: await freePorts(1), apiPorts: await freePorts(1) },
    );
    await expect(broken.start()).rejects.toThrow(/^node 1 ended at once/);
    broken.close();
    expect(await reopen().start()).toMatchObject({ started: [1] });
  });
});

test.each([
  [
    "nobody",
    0,
    [
      [1, 5, 0],
      [2, 5, 0],
    ],
  ],
  [
    "a node",
    1,
    [
      [1, 5, 1],
      [2, 5, 1],
    ],
  ],
  ["a node that is down and still followed", 0, [[2, 5, 1]]],
  [
    "a member from elsewhere",
    4,
    [
      [1, 5, 4],
      [2, 4, 0],
    ],
  ],
  [
    "a member from elsewhere, in a later term than a node",
    4,
    [
      [1, 5, 1],
      [2, 6, 4],
    ],
  ],
  [
    "a node, in a later term than a member from elsewhere",
    1,
    [
      [1, 6, 1],
      [2, 5, 4],
    ],
  ],
] as const)("who leads is %s", (_, leader, views) => {
  const base = { process: "running", pid: 1, api: "", lag: undefined } as const;
  const counts = { isMember: true, commitIndex: 0, appliedIndex: 0, keys: 0 };
  const reports: NodeReport[] = [1, 2].map((id) => {
    const [, term, knows] = views.find(([of]) => of === id) ?? [];
    const role = knows === id ? "leader" : "follower";
    return { ...base, id, view: term === undefined ? undefined : { id, role, term, leader: knows!, ...counts } };
  });
  expect(leaderKnownTo(reports)).toBe(leader);
  expect(outsiderText(leader, reports) !== undefined).toBe(leader === 4);
});

test("a folder that is not the cluster's keeps it from being made, and nothing is touched", async () => {
  mkdirSync(join(directory, "node-2"), { recursive: true });
  writeFileSync(join(directory, "node-2/thesis"), "mine");
  await expect(create()).rejects.toThrow(/node-2 is there already, and not of a cluster: /);
  expect(readdirSync(directory)).toEqual(["node-2"]);
  expect(readdirSync(join(directory, "node-2"))).toEqual(["thesis"]);
});

describe("what goes wrong at the start", () => {
  test("of two that make a cluster in one directory, one is told so", async () => {
    await create();
    const second = create();
    await expect(second).rejects.toThrow(/^another command has made a cluster in [^\n]* meanwhile$/);
    await expect(second).rejects.toMatchObject({ name: "ClusterError" });
  });

  test("a port in use is told before anything is started", async () => {
    const cluster = await create();
    const { apiPort } = cluster.node(3).node;
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(apiPort, "127.0.0.1", resolve));
    expect(await isPortFree(apiPort)).toBe(false);
    await expect(cluster.start()).rejects.toThrow(PortInUseError);
    await expect(cluster.start()).rejects.toThrow(`port ${apiPort}, which node 3 needs, is in use`);
    expect(cluster.running).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
    await cluster.start();
  });

  test("a node that ends at once is told with what it said last, and none is left", async () => {
    const cluster = await create("--fails");
    await expect(cluster.start()).rejects.toThrow(/^node 2 ended at once; it said: the disk is full$/);
    expect(cluster.running).toEqual([]);
  });

  test("a node that crashes is told with the sentence above its stack", async () => {
    const cluster = await create("--crashes");
    await expect(cluster.start()).rejects.toThrow(
      /^node \d ended at once; it said: kraft server crashed: Error: what$/,
    );
  });

  test("a program that does not exist is no node", async () => {
    await create();
    const cluster = LocalCluster.open({ directory, command: [join(home, "nothing")] })!;
    await expect(cluster.start()).rejects.toThrow(/^node 1 ended at once$/);
  });

  test("an interrupt leaves nothing behind", async () => {
    const cluster = await create();
    await expect(cluster.start(AbortSignal.abort())).rejects.toThrow(/^interrupted$/);
    expect(cluster.running).toEqual([]);
  });
});

describe("who is who", () => {
  test("a process that has got the number of one of ours is never ended", async () => {
    const cluster = await create();
    await cluster.start();
    await cluster.kill(1);
    const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
    try {
      const file = join(directory, "node-1/process.json");
      const { started } = cluster.nodes[0]!.identity!;
      writeFileSync(file, JSON.stringify({ pid: stranger.pid, started }));
      expect(cluster.node(1).state).toBe("gone");
      await cluster.node(1).kill();
      await cluster.stop();
      expect(stateOf(identify(stranger.pid!)!)).toBe("running");
      await cluster.clean();
    } finally {
      stranger.kill("SIGKILL");
    }
  });

  test("a process that has ended is gone, whether somebody has asked after it or not", async () => {
    // The shell never asks: its child stays on the list of processes.
    const shell = spawn("sh", ["-c", "true & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const pid = Number(await new Promise((resolve) => shell.stdout.once("data", resolve)));
      const ended = await until(() => {
        const identity = identify(pid);
        return identity === undefined || stateOf(identity) === "gone" ? true : undefined;
      }, 5000);
      expect(ended).toBe(true);
    } finally {
      shell.kill("SIGKILL");
    }
  });

  test("a lock is heeded while its holder lives", async () => {
    const cluster = await create();
    const holder = spawn("sleep", ["60"], { stdio: "ignore" });
    try {
      writeFileSync(join(directory, "lock"), JSON.stringify(identify(holder.pid!)));
      await expect(cluster.stop()).rejects.toThrow(`another command (process ${holder.pid}) is at work`);
      holder.kill("SIGKILL");
      await new Promise((resolve) => holder.once("exit", resolve));
      expect((await cluster.stop()).size).toBe(0);
      expect(readdirSync(directory)).toEqual(["cluster.json"]);
    } finally {
      holder.kill("SIGKILL");
    }
  });

  test("the servers outlive the process that starts them", async () => {
    await create();
    const source = `import { LocalCluster } from ${JSON.stringify(join(import.meta.dirname, "../../../dist/src/cluster/index.js"))};
      const cluster = LocalCluster.open(${JSON.stringify({ directory, command })});
      await cluster.start();
      cluster.close();`;
    const starter = spawn(process.execPath, ["--input-type=module", "-e", source], { detached: true });
    await new Promise((resolve) => starter.once("exit", resolve));
    // Ctrl-C at a terminal goes to all that still belongs to the command.
    expect(() => process.kill(-starter.pid!, "SIGINT")).toThrow("ESRCH");
    expect(reopen().running).toHaveLength(3);
  });
});

test.each(["", "{", "[]", "null", '{"format":"kraft-cluster-1","ownsDirectory":true,"nodes":[{"id":2}]}'])(
  "a damaged plan is refused: %j",
  (text) => {
    mkdirSync(directory);
    writeFileSync(join(directory, "cluster.json"), text);
    expect(() => LocalCluster.open({ directory, command })).toThrow(ClusterError);
  },
);

test("ports are free, different, and none that a connection going out may get", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    expect(await isPortFree(port)).toBe(true);
    expect(port).toBeLessThan(32_768);
  }
});

test("a log is read from its end, and from where one was", () => {
  const file = join(home, "log");
  expect(new LogFile(file).last(10)).toEqual([]);
  writeFileSync(file, "one\ntwo\nthr");
  const log = new LogFile(file);
  expect(log.last(1)).toEqual(["two"]);
  writeFileSync(file, "one\ntwo\nthree\nfour\n");
  expect(log.next()).toEqual(["three", "four"]);
  expect(log.next()).toEqual([]);
  expect(new LogFile(file).last(0)).toEqual([]);
  expect(new LogFile(file).last(99)).toHaveLength(4);
});

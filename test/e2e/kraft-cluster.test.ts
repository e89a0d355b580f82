import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../src/cluster/index.ts";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { isGone, Workplace } from "./kraft-launch.ts";
import { firstOutput, plainEnvironment } from "./launch.ts";

const LAUNCHER = join(PACKAGE_ROOT, "bin/kraft.js");

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place.end());

/** As a person would, if curl is there. */
async function put(api: string, key: string, value: string): Promise<string> {
  const body = JSON.stringify({ value });
  if (!hasCurl) {
    const headers = { "content-type": "application/json" };
    return (await fetch(`http://${api}/kv/${key}`, { method: "PUT", body, headers })).text();
  }
  const words = ["-sX", "PUT", `${api}/kv/${key}`, "-d", body, "-H", "content-type: application/json", "-L"];
  return execFileSync("curl", words, { encoding: "utf8", timeout: 60_000 });
}

async function get(api: string, key: string): Promise<string> {
  if (!hasCurl) return (await fetch(`http://${api}/kv/${key}`)).text();
  return execFileSync("curl", ["-s", `${api}/kv/${key}`, "-L"], { encoding: "utf8", timeout: 60_000 });
}

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

interface Status {
  readonly leader: number | null;
  readonly nodes: readonly { readonly id: number; readonly role: string; readonly lag?: number }[];
}

async function status(): Promise<Status> {
  return JSON.parse((await place.run("cluster", "status", "--json")).stdout) as Status;
}

describe("a newcomer's first minute", () => {
  test("start, write to one node, read from another, kill, restart, stop, clean; nothing is left", async () => {
    const told = await place.start();
    expect(told).toMatch(/^3 nodes run; node [123] leads\.\n/);
    expect(told).toContain(`npx kraft get greeting`);
    for (const id of [1, 2, 3]) expect(told).toContain(place.api(id));
    // At once, and by any node: all of them know who leads when the command ends.
    expect(JSON.parse(await put(place.api(1), "a", "1"))).toMatchObject({ key: "a", value: "1" });
    expect(JSON.parse(await get(place.api(2), "a"))).toMatchObject({ key: "a", value: "1" });

    const table = await place.does("cluster", "status");
    expect(table.match(/^[123] +(leader|follower) /gm)).toHaveLength(3);
    expect(table.match(/^[123] +leader /gm)).toHaveLength(1);

    const before = place.identities();
    expect(await place.does("cluster", "kill", "1")).toBe(
      "node 1 is killed; npx kraft cluster restart 1 brings it back\n",
    );
    expect(isGone(before[0]!)).toBe(true);
    expect(await place.does("get", "a")).toBe("1\n");
    expect(await place.does("cluster", "status")).toMatch(/^1 +down /m);

    expect(await place.does("cluster", "restart", "1")).toMatch(/^node 1 runs; node [23] leads\n$/);
    expect(JSON.parse(await get(place.api(1), "a"))).toMatchObject({ value: "1" });

    const refused = await place.run("cluster", "clean");
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^kraft cluster clean: 3 nodes still running: npx kraft cluster stop ends them\n$/);
    const after = place.identities();
    expect(await place.does("cluster", "stop")).toMatch(/^3 nodes ended; the data stay until /);
    for (const identity of [...before, ...after]) expect(isGone(identity)).toBe(true);
    await place.does("cluster", "clean");
    expect(readdirSync(place.folder)).toEqual([]);
  });

  test("the data of a stopped cluster are there when it goes on", async () => {
    await place.start();
    await place.does("put", "a", "1");
    await place.does("cluster", "stop");
    expect(await place.run("cluster", "status")).toMatchObject({ status: 1 });
    expect(await place.does("cluster", "start")).toMatch(/^3 nodes run; /);
    expect(await place.does("get", "a")).toBe("1\n");
    expect(await place.does("cluster", "start")).toMatch(/^3 nodes run \(ran already\); /);
  });

  test("the leader can be killed by that name, and another takes over", async () => {
    await place.start();
    const { leader } = await status();
    await place.does("put", "a", "1");
    await place.does("cluster", "kill", "leader");
    expect(await place.does("get", "a")).toBe("1\n");
    const after = await status();
    expect(after.leader).not.toBe(leader);
    expect(after.nodes.find(({ id }) => id === leader)).toMatchObject({ role: "down" });
  });

  test("all servers are told what a file says", async () => {
    const file = join(place.folder, "raft.yaml");
    writeFileSync(file, "raft:\n  election_timeout: fast\n");
    const { status: ended, stderr } = await place.run("cluster", "start", "--config", file);
    expect(stderr).toMatch(/^kraft cluster start: .*raft\.yaml:2:3: raft\.election_timeout: [^\n]+\n$/);
    expect(ended).toBe(2);
    expect(readdirSync(place.folder)).toEqual(["raft.yaml"]);

    writeFileSync(file, "transport:\n  kind: grpc\nlog:\n  level: fatal\n");
    await place.start("--config", file);
    await place.does("put", "a", "1");
    await place.does("cluster", "kill", "leader");
    expect(await place.does("get", "a")).toBe("1\n");
    expect(place.log(1)).toBe("");
    writeFileSync(`${file}.other`, "log:\n  level: info\n");
    const other = await place.run("cluster", "start", "--config", `${file}.other`);
    expect(other.stderr).toMatch(/ was not made with .*raft\.yaml\.other: /);
    expect(other.status).toBe(1);
  });

  test.each(["file", "dangling/below"])("a directory that cannot be made is refused in one line: %s", async (name) => {
    writeFileSync(join(place.folder, "file"), "");
    symlinkSync("nowhere", join(place.folder, "dangling"));
    const { status: ended, stderr } = await place.run("cluster", "start", "--dir", join(place.folder, name));
    expect(stderr).toMatch(/^kraft cluster start: [^\n]+ cannot be used: E[A-Z]+: [^\n]+\n$/);
    expect(ended).toBe(2);
  });

  test("one node alone is a cluster too", async () => {
    expect(await place.start("-n", "1")).toMatch(/^1 node runs; node 1 leads\.\n/);
    await place.does("put", "a", "1");
    expect(await place.does("get", "a")).toBe("1\n");
  });
});

describe("one node", () => {
  test("is given the leadership, paused and resumed", async () => {
    await place.start();
    const { leader } = await status();
    const other = (leader! % 3) + 1;
    expect(await place.does("cluster", "transfer", `${other}`)).toBe(`node ${other} leads\n`);
    expect(await place.does("cluster", "transfer", `${other}`)).toBe(`node ${other} leads already\n`);
    expect((await status()).leader).toBe(other);

    await place.does("cluster", "pause", `${other}`);
    // Its connections stay open, and nothing comes from it: the client has to notice.
    await place.does("put", "a", "1");
    expect((await status()).nodes[other - 1]).toMatchObject({ role: "paused" });
    await place.does("cluster", "resume", `${other}`);
    const caughtUp = await until(async () => {
      const { nodes } = await status();
      const node = nodes[other - 1]!;
      return node.role === "follower" && node.lag === 0 ? true : undefined;
    }, 60_000);
    expect(caughtUp).toBe(true);
  });

  test("that is not as it should be is left alone, and that is told in one line", async () => {
    await place.start();
    await place.does("cluster", "kill", "2");
    for (const [words, message] of [
      [["kill", "2"], "node 2 does not run"],
      [["pause", "2"], "node 2 does not run"],
      [["resume", "1"], "node 1 is not paused"],
    ] as const) {
      const { status: ended, stderr } = await place.run("cluster", ...words);
      expect(stderr).toBe(`kraft cluster ${words[0]}: ${message}\n`);
      expect(ended).toBe(1);
    }
  });
});

describe("a server that is told to end", () => {
  test("gives its leadership away before", async () => {
    await place.start();
    const { leader } = await status();
    const node = place.cluster.node(leader!);
    process.kill(node.identity!.pid, "SIGTERM");
    await until(() => (node.state === "gone" ? true : undefined), 60_000);
    expect(place.log(leader!)).toContain('"msg":"has ended"');
    expect((await status()).leader).not.toBe(leader);
    await place.does("put", "a", "1");
  });

  test("twice ends at once", async () => {
    await place.start();
    const { leader } = await status();
    for (const { node } of place.cluster.nodes) {
      // Nobody is left to take over: it tries for a while.
      if (node.id !== leader) await place.does("cluster", "pause", `${node.id}`);
    }
    const node = place.cluster.node(leader!);
    process.kill(node.identity!.pid, "SIGTERM");
    await until(() => (place.log(leader!).includes('"msg":"is told to end"') ? true : undefined), 60_000);
    process.kill(node.identity!.pid, "SIGTERM");
    await until(() => (node.state === "gone" ? true : undefined), 60_000);
    expect(node.state).toBe("gone");
    expect(place.log(leader!)).not.toContain('"msg":"has ended"');
  });
});

describe("processes that ended without the command", () => {
  test("are down, and are started again with what they had acknowledged", async () => {
    await place.start();
    await place.does("put", "a", "1");
    const before = place.identities();
    for (const { pid } of before) process.kill(pid, "SIGKILL");
    await until(() => (before.every(isGone) ? true : undefined), 60_000);
    expect((await place.run("cluster", "status")).stdout.match(/^[123] +down /gm)).toHaveLength(3);
    expect(await place.does("cluster", "stop")).toMatch(/^nothing was running; /);
    await place.does("cluster", "start");
    expect(await place.does("get", "a")).toBe("1\n");
  });
});

describe("what cannot start", () => {
  test("for want of a port says which, and leaves nothing behind", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = other.address() as { port: number };
      const argv = ["cluster", "start", "-n", "1", "--transport-port", "0", "--api-port", String(port)];
      const { status: ended, stdout, stderr } = await place.run(...argv);
      expect(stderr).toBe(
        `kraft cluster start: port ${port}, which node 1 needs, is in use; --api-port and --transport-port choose others\n`,
      );
      expect({ ended, stdout }).toEqual({ ended: 1, stdout: "" });
      expect(readdirSync(place.folder)).toEqual([]);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test("another size of a cluster that is there is refused", async () => {
    await place.start("-n", "1");
    const { status: ended, stderr } = await place.run("cluster", "start", "-n", "5");
    expect(stderr).toMatch(
      /^kraft cluster start: the cluster in .*\.kraft has 1 nodes, not 5: npx kraft cluster stop and/,
    );
    expect(ended).toBe(1);
  });

  test("an interrupted start leaves no process behind", async () => {
    const { child, ended } = place.launch("cluster", "start", "--transport-port", "0", "--api-port", "0");
    // The first process is there, and none of them answers yet.
    const first = join(place.folder, ".kraft/node-1/process.json");
    await until(() => (existsSync(first) ? true : undefined), 60_000);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ status: 130, stdout: "" });
    expect(place.cluster.running).toEqual([]);
  });
});

describe("looking on", () => {
  test("watch prints what changes until Ctrl-C, and the cluster goes on", async () => {
    await place.start();
    const watch = place.launch("cluster", "watch", "--every", "0.05");
    let seen = "";
    watch.child.stdout!.on("data", (text: string) => {
      seen += text;
    });
    await firstOutput(watch);
    await place.does("cluster", "kill", "2");
    await until(() => (seen.includes("node 2 down") ? true : undefined), 60_000);
    watch.child.kill("SIGINT");
    const { status: ended, stdout, stderr } = await watch.ended;
    expect({ ended, stderr }).toEqual({ ended: 130, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    for (const line of lines) expect(line).toMatch(/^[\d:.]{12} node [123] [a-z-]+( |$)/);
    expect(lines.filter((line) => / leader term \d+ commit \d+ applied \d+ lag 0 keys \d+$/.test(line))).not.toEqual(
      [],
    );
    expect(stdout).toContain("node 2 down");
    expect(place.cluster.running).toHaveLength(2);
  });

  test.skipIf(spawnSync("script", ["--version"]).status !== 0)("watch draws a table on a terminal", async () => {
    await place.start("-n", "1");
    // As narrow as a phone: what has no room is left out, and nothing breaks.
    const watched = (seconds: number): string[] => {
      const watch = `stty cols 36 rows 10; exec timeout -s INT ${seconds} ${process.execPath} ${LAUNCHER} cluster watch --every 0.1`;
      const env = { ...plainEnvironment(), TERM: "xterm" };
      const { stdout } = spawnSync("script", ["-qec", watch, "/dev/null"], {
        cwd: place.folder,
        env,
        encoding: "utf8",
      });
      return stdout.split("\x1b[0J");
    };
    let pictures = watched(2);
    // How soon it draws, only the machine decides.
    for (let seconds = 4; seconds < 60 && pictures.length <= 3; seconds *= 2) pictures = watched(seconds);
    expect(pictures.length).toBeGreaterThan(3);
    expect(pictures[1]).toContain("\x1b[5A");
    expect(pictures[1]).toContain("node  role    term  commit  lag");
    expect(pictures[1]).toMatch(/1 {5}leader +1 /);
  });

  test("logs are shown in words or as they are, of one node or all", async () => {
    await place.start();
    expect(await place.does("cluster", "logs", "2")).toMatch(
      /^[\d:.]{12} info {2}is ready .*transport=127\.0\.0\.1:\d+/m,
    );
    const all = await place.does("cluster", "logs", "--lines", "1");
    expect(all.split("\n").map((line) => line.slice(0, 9))).toEqual(["node 1 | ", "node 2 | ", "node 3 | ", ""]);
    const raw = await place.does("cluster", "logs", "leader", "--raw", "--lines", "1000");
    expect(raw).toContain('"msg":"leads"');
    const following = place.launch("cluster", "logs", "-f", "--lines", "0");
    const heard = firstOutput(following);
    await place.does("cluster", "restart", "2");
    await heard;
    following.child.kill("SIGINT");
    expect(await following.ended).toMatchObject({ status: 130, stderr: "" });
  });

  test.each(["status", "watch", "logs", "stop", "clean"])("%s says so where there is no cluster", async (verb) => {
    const { status: ended, stdout, stderr } = await place.run("cluster", verb);
    expect(stderr).toBe(`kraft cluster ${verb}: there is no cluster in .kraft: npx kraft cluster start makes one\n`);
    expect({ ended, stdout }).toEqual({ ended: 1, stdout: "" });
  });
});

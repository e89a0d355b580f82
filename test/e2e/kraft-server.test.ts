import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freePorts } from "../../src/cluster/index.ts";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { Workplace } from "./kraft-launch.ts";
import { firstOutput } from "./launch.ts";

let place: Workplace;
let flags: string[];
let ports: number[];
beforeEach(async () => {
  place = new Workplace();
  ports = await freePorts(2);
  flags = ["--id", "1", "--data-dir", "data", "--transport-port", `${ports[0]}`, "--api-port", `${ports[1]}`];
});
afterEach(() => place.end());

describe("kraft server", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("says when it is ready, and ends gracefully at %s", async (signal) => {
    const server = place.launch("server", ...flags);
    await firstOutput(server);
    expect(await place.does("put", "a", "1", "-e", `127.0.0.1:${ports[1]}`)).toMatch(/is set/);
    server.child.kill(signal);
    const { status, stdout, stderr } = await server.ended;
    expect(stdout).toBe(`listening api=127.0.0.1:${ports[1]} transport=127.0.0.1:${ports[0]}\n`);
    const said = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).msg as string);
    expect(said).toEqual(expect.arrayContaining(["is ready", "leads", "is told to end", "has ended"]));
    expect(status).toBe(0);

    const again = place.launch("server", ...flags);
    await firstOutput(again);
    expect(await place.does("get", "a", "-e", `127.0.0.1:${ports[1]}`)).toBe("1\n");
  });

  // A pipe that nobody reads is full after 64 KiB: each line of a refused reload is a piece of that.
  test("works, and ends when it is told to, when nobody reads its log", async () => {
    writeFileSync(join(place.folder, "raft.yaml"), "log: { level: info }\n");
    const pipe = join(place.folder, "log");
    execFileSync("mkfifo", [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(pipe, "w");
    const argv = [join(PACKAGE_ROOT, "bin/kraft.js"), "server", ...flags, "--config", "raft.yaml"];
    const child = spawn(process.execPath, argv, { cwd: place.folder, stdio: ["ignore", "pipe", writer] });
    closeSync(writer);
    try {
      const ended = new Promise((resolve) => child.once("close", resolve));
      await new Promise((resolve) => child.stdout!.once("data", resolve));
      writeFileSync(join(place.folder, "raft.yaml"), `nonsense: ${"x".repeat(50)}\n`);
      const ask = (path: string, method: string) =>
        fetch(`http://127.0.0.1:${ports[1]}${path}`, { method, signal: AbortSignal.timeout(20_000) });
      for (let nth = 0; nth < 1_000; nth++) expect((await ask("/admin/reload", "POST")).status).toBe(409);
      expect((await ask("/health/live", "GET")).status).toBe(200);
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
      const taken = Buffer.alloc(256 * 1024);
      // What the pipe holds was never read: the server wrote until it was full.
      expect(readSync(reader, taken)).toBeGreaterThan(60_000);
    } finally {
      child.kill("SIGKILL");
      closeSync(reader);
    }
  });

  test("ends with status 1 when it cannot start, also when nobody reads why", async () => {
    await firstOutput(place.launch("server", ...flags));
    const pipe = join(place.folder, "log");
    execFileSync("mkfifo", [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(writer, Buffer.alloc(1024 * 1024));
    const argv = [join(PACKAGE_ROOT, "bin/kraft.js"), "server", ...flags];
    const child = spawn(process.execPath, argv, { cwd: place.folder, stdio: ["ignore", "ignore", writer] });
    try {
      expect(await new Promise((resolve) => child.once("close", resolve))).toBe(1);
    } finally {
      child.kill("SIGKILL");
      closeSync(writer);
      closeSync(reader);
    }
  });

  test("refuses a directory that another server has, in one line", async () => {
    await firstOutput(place.launch("server", ...flags));
    const [transport, api] = await freePorts(2);
    const others = ["--id", "1", "--data-dir", "data", "--transport-port", `${transport}`, "--api-port", `${api}`];
    const { status, stdout, stderr } = await place.run("server", ...others);
    expect(stderr).toMatch(/^kraft server: [^\n]*data is in use by process \d+: [^\n]+\n$/);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  });

  // Its lock is made to look as one of a container, in which nobody can see from here that it is only stopped.
  test("ends, with one line and status 1, when it stood still for so long that another has taken its directory", async () => {
    const server = place.launch("server", ...flags);
    await firstOutput(server);
    server.child.kill("SIGSTOP");
    const lock = join(place.folder, "data", "lock");
    writeFileSync(lock, JSON.stringify({ ...JSON.parse(readFileSync(lock, "utf8")), namespace: "pid:[1]" }));
    const [transport, api] = await freePorts(2);
    const others = ["--id", "1", "--data-dir", "data", "--transport-port", `${transport}`, "--api-port", `${api}`];
    const other = place.launch("server", ...others);
    await firstOutput(other);
    await place.does("put", "a", "1", "-e", `127.0.0.1:${api}`);
    server.child.kill("SIGCONT");
    const put = await place.run("put", "b", "2", "-e", `127.0.0.1:${ports[1]}`, "--timeout", "1");
    expect(put.status).not.toBe(0);
    const { status, stderr } = await server.ended;
    expect(stderr).toMatch(/\nkraft server: node 1 has stopped: another server has taken [^\n]*data: this one ends\n$/);
    expect(status).toBe(1);
    expect(await place.does("get", "a", "-e", `127.0.0.1:${api}`)).toBe("1\n");
    other.child.kill("SIGTERM");
    expect((await other.ended).stderr).toMatch(/looks for 15 s whether it lives/);
  });

  test("refuses a directory of another node, in one line", async () => {
    const server = place.launch("server", ...flags);
    await firstOutput(server);
    server.child.kill("SIGTERM");
    await server.ended;
    const { status, stderr } = await place.run("server", ...flags.with(1, "2"));
    expect(stderr).toMatch(/^kraft server: [^\n]*data is of node 1, not of node 2[^\n]*\n$/);
    expect(status).toBe(1);
  });

  test("listens elsewhere than it is found, and is found at no wildcard", async () => {
    const { status, stderr } = await place.run("server", ...flags, "--host", "0.0.0.0");
    expect(stderr).toMatch(/^kraft server: nobody is found at 0.0.0.0:\d+: --host [^\n]* --listen[^\n]*\n$/);
    expect(status).toBe(2);
    // Nobody knows the name, and nobody needs to: it is what others are told.
    await firstOutput(place.launch("server", ...flags, "--host", "node-1.invalid", "--listen", "127.0.0.1"));
    const nodes = (await (await fetch(`http://127.0.0.1:${ports[1]}/admin/nodes`)).json()) as { nodes: unknown[] };
    const [transport, api] = ports.map((port) => `node-1.invalid:${port}`);
    expect(nodes.nodes).toMatchObject([{ id: 1, transport, api }]);
  });

  test("refuses to go on when its log is gone, in one line", async () => {
    const server = place.launch("server", ...flags);
    await firstOutput(server);
    await place.does("put", "a", "1", "-e", `127.0.0.1:${ports[1]}`);
    server.child.kill("SIGKILL");
    await server.ended;
    rmSync(join(place.folder, "data", "storage"), { recursive: true });
    const { status, stderr } = await place.run("server", ...flags);
    expect(stderr).toMatch(/^kraft server: [^\n]*data held a log, and does not any more: [^\n]+\n$/);
    expect(status).toBe(1);
  });

  test.each(["transport", "api"])("needs its %s port, and says so in one line", async (which) => {
    await firstOutput(place.launch("server", ...flags));
    const [free] = await freePorts(1);
    const both = which === "transport" ? [ports[0], free] : [free, ports[1]];
    const others = ["--id", "2", "--data-dir", "2", "--transport-port", `${both[0]}`, "--api-port", `${both[1]}`];
    const { status, stdout, stderr } = await place.run("server", ...others);
    expect(stderr).toMatch(
      new RegExp(`^kraft server: [^\\n]*${which === "transport" ? ports[0] : ports[1]}[^\\n]*\\n$`),
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  });

  // A limit on the size of files is a disk that is full.
  test("stops by itself when its disk fails, with one line on standard error and status 1", async () => {
    const limited = `ulimit -f 64; exec "${process.execPath}" "${join(PACKAGE_ROOT, "bin/kraft.js")}" server ${flags.join(" ")}`;
    const child = spawn("sh", ["-c", limited], { cwd: place.folder, stdio: ["ignore", "pipe", "pipe"] });
    try {
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
      const ended = new Promise((resolve) => child.once("close", resolve));
      await new Promise((resolve) => child.stdout.once("data", resolve));
      for (let nth = 0; child.exitCode === null && nth < 50; nth++) {
        await place.run("put", `key-${nth}`, "x".repeat(20_000), "-e", `127.0.0.1:${ports[1]}`, "--timeout", "0.5");
      }
      expect(await ended).toBe(1);
      const lines = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
      expect(lines).toEqual([expect.stringMatching(/^kraft server: node 1 has stopped: .*(EFBIG|too large)/)]);
    } finally {
      child.kill("SIGKILL");
    }
  });
});

describe("what was typed wrong is answered in one line, with status 2", () => {
  const PEERS = ["--id", "1", "--data-dir", "d", "--peers"];
  test.each([
    [[], /^kraft server: --id is missing: it takes a whole number from 1 to 999999999\n$/],
    [["--id", "1"], /^kraft server: --data-dir is missing: it takes a directory\n$/],
    [["--id", "0"], /^kraft server: --id takes a whole number from 1 to 999999999, not "0"\n$/],
    [
      ["--id", "1", "--data-dir", "d", "--api-port", "0"],
      /--api-port takes a whole number from 1 to 65535, not "0"\n$/,
    ],
    [
      ["--id", "1", "--data-dir", "d", "--api-port", "8001"],
      /the transport and the API cannot both listen at 127.0.0.1:8001\n$/,
    ],
    [["--id", "1", "--data-dir", "/dev/null/d"], /^kraft server: \/dev\/null\/d cannot be used: E[A-Z]+: [^\n]+\n$/],
    [["--id", "1", "--data-dir", "d", "--host", "a b"], /--host takes a host name or an address, not "a b"\n$/],
    [["--id", "1", "--data-dir", "d", "--join"], /--join takes the servers to join in --peers\n$/],
    [[...PEERS, "2"], /--peers takes ID=HOST:PORT or ID=HOST:PORT\/APIHOST:APIPORT, not "2"\n$/],
    [[...PEERS, "1=127.0.0.1:8002"], /--peers names the others, and 1 is this server itself\n$/],
    [["--id", "1", "--data-dri", "d"], /there is no flag "--data-dri", did you mean --data-dir\? /],
  ])("kraft server %j", async (argv, message) => {
    const { status, stdout, stderr } = await place.run("server", ...argv);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workplace } from "./kraft-launch.ts";

let place: Workplace;
beforeAll(async () => {
  place = new Workplace();
  await place.start();
});
afterAll(() => place.end());

/** With something on its standard input. */
async function fed(input: string | Buffer, ...argv: readonly string[]) {
  const { child, ended } = place.launch(...argv);
  child.stdin!.end(input);
  return ended;
}

describe("the keys of a cluster", () => {
  test("are put, read, compared and deleted", async () => {
    expect(await place.does("put", "a", "1")).toMatch(/^"a" is set, at index \d+; it held nothing\n$/);
    expect(await place.does("put", "a", "2")).toMatch(/^"a" is set, at index \d+; it held "1"\n$/);
    expect(await place.does("get", "a")).toBe("2\n");
    expect(await place.does("cas", "a", "2", "3")).toMatch(/^"a" is set, at index \d+; it held "2"\n$/);
    expect(await place.run("cas", "a", "2", "4")).toEqual({
      status: 1,
      stdout: "",
      stderr: 'kraft cas: nothing was changed: "a" holds "3", not "2"\n',
    });
    // Already so is as good as made so.
    expect(await place.does("cas", "a", "3", "3")).toMatch(/^"a" is set, at index \d+; it held "3"\n$/);
    expect(await place.run("cas", "--absent", "a", "4")).toMatchObject({ status: 1 });
    expect(await place.run("delete", "a", "--expected", "2")).toEqual({
      status: 1,
      stdout: "",
      stderr: 'kraft delete: nothing was changed: "a" holds "3", not "2"\n',
    });
    expect(await place.does("delete", "a", "--expected", "3")).toMatch(/^"a" is deleted, at index \d+; it held "3"\n$/);
    expect(await place.does("cas", "--absent", "a", "5")).toMatch(/^"a" is set, at index \d+; it held nothing\n$/);
    expect(await place.does("delete", "a")).toMatch(/^"a" is deleted/);
  });

  test("that are missing end with 1 and are told on standard error", async () => {
    const stderr = 'there is no key "missing"\n';
    expect(await place.run("get", "missing")).toEqual({ status: 1, stdout: "", stderr: `kraft get: ${stderr}` });
    expect(await place.run("delete", "missing")).toEqual({ status: 1, stdout: "", stderr: `kraft delete: ${stderr}` });
  });

  test("hold whatever text there is", async () => {
    const text = 'several\nlines, "quotes", \u0000, \ufeff and ünïcödé 🙂\n';
    await place.does("put", "a/b c?d#e%", "-5");
    expect((await fed(text, "put", "text", "-")).status).toBe(0);
    expect(await place.does("get", "text")).toBe(`${text}\n`);
    expect(await place.does("get", "a/b c?d#e%")).toBe("-5\n");
    await place.does("put", "empty", "");
    expect(await place.does("get", "empty")).toBe("\n");
    await place.does("put", "flag", "--", "--json");
    expect(await place.does("get", "flag", "--consistency", "lease")).toBe("--json\n");
  });

  test("are told as JSON too", async () => {
    await place.does("delete", "j", "--json").catch(() => {});
    const { index, ...put } = JSON.parse(await place.does("put", "j", "1", "--json"));
    expect(put).toEqual({ key: "j", changed: true, previous: null });
    expect(index).toBeGreaterThan(0);
    expect(JSON.parse(await place.does("get", "j", "--json"))).toMatchObject({ key: "j", value: "1" });
    const failed = await place.run("cas", "j", "0", "2", "--json");
    expect(JSON.parse(failed.stdout)).toMatchObject({ key: "j", changed: false, previous: "1" });
    expect(failed.status).toBe(1);
    expect(JSON.parse((await place.run("get", "none", "--json")).stdout)).toEqual({ key: "none", value: null });
  });

  test("are found through any server", async () => {
    await place.does("put", "a", "1");
    for (const id of [1, 2, 3]) {
      expect(await place.does("get", "a", "-e", place.api(id))).toBe("1\n");
      expect(await place.does("get", "a", "--consistency", "stale", "--endpoints", place.api(id))).toBe("1\n");
    }
    // The first is nobody.
    expect(await place.does("put", "a", "2", "-e", `127.0.0.1:1,${place.api(2)}`)).toMatch(/it held "1"/);
  });
});

describe("what cannot be had", () => {
  test("is told in one line, with status 1", async () => {
    const { status, stdout, stderr } = await place.run("get", "a", "-e", "127.0.0.1:1", "--timeout", "0.2");
    expect(stderr).toBe("kraft get: nothing was done: 127.0.0.1:1: nobody listens there; gave up after 200 ms\n");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  });

  test("of a value that is too large too", async () => {
    const { status, stderr } = await fed("x".repeat(2_000_000), "put", "large", "-");
    expect(stderr).toMatch(/^kraft put: [^\n]+\n$/);
    expect(status).toBe(1);
  });

  test("Ctrl-C ends a command that waits for an answer", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = silent.address() as { port: number };
      const asked = new Promise((resolve) => silent.once("connection", resolve));
      const { child, ended } = place.launch("put", "a", "1", "-e", `127.0.0.1:${port}`);
      await asked;
      child.kill("SIGINT");
      const { status, stdout, stderr } = await ended;
      expect(stderr).toBe("kraft put: it is unknown whether it was done: interrupted\n");
      expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
    } finally {
      silent.close();
    }
  });

  test("Ctrl-C ends a command that waits for its input", async () => {
    const { child, ended } = place.launch("put", "a", "-");
    // More than a pipe holds: when it is gone, somebody reads.
    await new Promise((resolve) => child.stdin!.write("x".repeat(1_000_000), resolve));
    child.kill("SIGINT");
    expect(await ended).toEqual({ status: 130, stdout: "", stderr: "kraft put: interrupted, and nothing was sent\n" });
  });
});

describe("what was typed wrong is answered in one line, with status 2", () => {
  const NOWHERE = ["-e", "127.0.0.1:1"];
  test.each([
    [[], /^kraft: what to do comes next: cluster, get, put, delete, cas or server; kraft --help tells more\n$/],
    [["gte"], /^kraft: there is no "kraft gte": did you mean get\? It takes cluster, /],
    [["--json"], /^kraft: what to do comes before "--json": /],
    [["cluster"], /^kraft: what to do comes next: start, status, .* or clean; kraft cluster --help tells more\n$/],
    [["cluster", "strat"], /^kraft: there is no "kraft cluster strat": did you mean start\? /],
    [["cluster", "start", "-n", "0"], /^kraft cluster start: -n takes a whole number from 1 to 25, not "0"\n$/],
    [["cluster", "start", "3"], /^kraft cluster start: unexpected argument "3"/],
    [
      ["cluster", "start", "--api-port", "x", "--dir", "new"],
      /: --api-port takes a whole number from 0 to 65510, not "x"/,
    ],
    [["cluster", "start", "--aip-port", "1"], /: there is no flag "--aip-port", did you mean --api-port\? /],
    [["cluster", "kill"], /^kraft cluster kill: kraft cluster kill takes NODE, and NODE is missing\n$/],
    [["cluster", "kill", "4"], /^kraft cluster kill: NODE takes a number from 1 to 3, or leader, not "4"\n$/],
    [
      ["cluster", "stop", "--grace", "-1"],
      /^kraft cluster stop: --grace takes a number of seconds from 0 to 3600, not "-1"/,
    ],
    [["cluster", "watch", "--every", "0"], /^kraft cluster watch: --every takes a number of seconds above 0 /],
    [["cluster", "logs", "--lines", "many"], /^kraft cluster logs: --lines takes a whole number from 0 /],
    [["get"], /^kraft get: kraft get takes KEY, and KEY is missing\n$/],
    [["get", ""], /^kraft get: KEY takes text that is not empty, not ""\n$/],
    [["get", "a", "b"], /^kraft get: unexpected argument "b": kraft get takes KEY\n$/],
    [["get", "a", "--consistency", "strong"], /: --consistency takes linearizable, lease or stale, not "strong"\n$/],
    [["get", "a", "--max-staleness", "5"], /: --max-staleness is for --consistency stale\n$/],
    [["get", "a", "-e", "9001"], /: "9001" is no address of an API: it takes HOST:PORT, as 127\.0\.0\.1:9001\n$/],
    [["get", "a", "--dir", "nowhere"], /: --dir takes a directory with a cluster, and nowhere has none\n$/],
    [["get", "a", "--dir", ".kraft", ...NOWHERE], /: --dir and -e say both whom to ask: give one of them\n$/],
    [["get", "a", "--timeout", "0"], /: --timeout takes a number of seconds above 0 and up to 3600, not "0"\n$/],
    [["put", "a"], /^kraft put: kraft put takes KEY VALUE, and VALUE is missing\n$/],
    [["cas", "a", "1"], /^kraft cas: kraft cas takes KEY EXPECTED VALUE, and VALUE is missing\n$/],
  ])("kraft %j", async (argv, message) => {
    const { status, stdout, stderr } = await place.run(...argv);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  test("also what is no text on standard input", async () => {
    const { status, stderr } = await fed(Buffer.from([0xff, 0xfe]), "put", "a", "-");
    expect(stderr).toBe("kraft put: standard input takes text in UTF-8, and this is none\n");
    expect(status).toBe(2);
  });
});

describe("--help", () => {
  const COMMANDS = [
    ...["get", "put", "delete", "cas", "server"].map((name) => [name]),
    ...["start", "status", "watch", "logs", "kill", "restart", "pause", "resume", "transfer", "stop", "clean"].map(
      (name) => ["cluster", name],
    ),
  ];

  test("names all commands, and each tells its flags", async () => {
    const [kraft, cluster] = await Promise.all([place.does("--help"), place.does("cluster", "--help")]);
    for (const words of COMMANDS) {
      expect(words.length === 1 ? kraft : cluster).toMatch(new RegExp(`^  ${words.at(-1)} `, "m"));
      const help = await place.does(...words, "--help");
      expect(help).toMatch(new RegExp(`^kraft ${words.join(" ")} \\[flags\\]`));
      expect(help).toContain("Exit status:");
      for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    }
  });
});

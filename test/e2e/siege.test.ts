import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../src/cluster/index.ts";
import { FAILURE_KINDS } from "../../src/siege/index.ts";
import { type Ended, type Launched, launch, withTimeEnough } from "./launch.ts";

const COMMAND = "kraft-linearizability";

let place: string;
let launched: Launched[];
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "kraft-siege-test-"));
  launched = [];
});
afterEach(async () => {
  // Asked twice, it leaves no server behind, whatever it is at.
  for (const { child } of launched) if (child.exitCode === null) child.kill("SIGINT");
  for (const { child } of launched) if (child.exitCode === null) child.kill("SIGINT");
  await Promise.all(launched.map(({ ended }) => ended));
  rmSync(place, { recursive: true });
});

function begin(...argv: readonly string[]): Launched {
  // Whatever a siege needs goes to where this test can see it.
  const siege = launch(COMMAND, ["--preset", "ci", ...argv], place, { TMPDIR: place });
  launched.push(siege);
  return siege;
}

function besiege(...argv: readonly string[]): Promise<Ended> {
  return begin(...argv).ended;
}

/** Folders of sieges that are still there. */
function leftovers(): string[] {
  return readdirSync(place).filter((name) => name.startsWith("kraft-siege-"));
}

/** The leader may be back before another is elected: one of several times it is not. */
const OF_THE_LEADER: readonly string[] = ["partition-leader", "pause-leader"];

describe("a real cluster is linearizable and loses nothing", () => {
  test("in calm, and says so", async () => {
    const { status, stdout, stderr } = await besiege("-o", "500", "-s", "calm");
    expect(stdout).toMatch(/^write +[\d,]+ +[\d,]+ +0 +0 /m);
    expect(stdout).toMatch(/^throughput: [\d,]+ operations\/s for /m);
    expect(stdout).toMatch(/^written once: \d+ writes acknowledged, \d+ there, 0 lost$/m);
    expect(stdout).toMatch(/^pass: linearizable \([\d,]+ steps\), no acknowledged write lost, no process left$/m);
    expect({ status, stderr, left: leftovers() }).toEqual({ status: 0, stderr: "seed calm\n", left: [] });
  });

  test.each([...FAILURE_KINDS])("under %s", async (failure) => {
    const failures = OF_THE_LEADER.includes(failure) ? 3 : 1;
    const { status, stdout } = await besiege("--failure", failure, "--failures", `${failures}`, "--json");
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      verdict: "pass",
      complaints: [],
      history: { verdict: "linearizable" },
      failures: { [failure]: failures },
      writtenOnce: { unread: 0, lost: [] },
    });
    // Who is hit must feel it, or nothing was tested.
    if (failures > 1 || failure === "crash-leader" || failure === "crash-all")
      expect(result.leaderChanges).toBeGreaterThan(0);
    expect({ status, left: leftovers() }).toEqual({ status: 0, left: [] });
  });
});

test("nodes that speak gRPC are held to the same", async () => {
  const { status, stdout } = await besiege(
    "--transport",
    "grpc",
    "--failure",
    "partition-leader",
    "--failures",
    "2",
    "--json",
  );
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "pass", complaints: [] });
  expect(status).toBe(0);
});

describe("what is wrong is found", () => {
  test("reads that may be stale, under a leader that is cut off; what is told can be checked again", async () => {
    const { status, stdout } = await besiege("--consistency", "stale", "--failure", "partition-leader");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAIL\n {2}the history is not linearizable\n {2}no order has a place for /m);
    const folder = /are in (\S+)$/m.exec(stdout)![1]!;
    expect(leftovers()).toEqual([folder.slice(place.length + 1)]);
    expect(existsSync(join(folder, "node-1", "server.log"))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toMatchObject({ verdict: "fail" });
    const { ended } = launch(COMMAND, ["check", join(folder, "history.edn")], place);
    expect(await ended).toMatchObject({ status: 1, stdout: expect.stringMatching(/not linearizable/) });
  });

  test("an acknowledged write that is not there in the end", async () => {
    expect(await besiege("-o", "300", "--out", "told")).toMatchObject({ status: 0 });
    expect(readdirSync(join(place, "told")).sort()).toEqual(["history.edn", "history.jsonl", "report.json"]);
    const check = () => launch(COMMAND, ["check", "told/history.jsonl"], place).ended;
    expect(await check()).toMatchObject({ status: 0, stdout: expect.stringMatching(/: linearizable \(register, /) });
    const file = join(place, "told", "history.jsonl");
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    const last = lines.findLastIndex((line) => /"type":"ok".*"f":"read".*"key":"once-/.test(line));
    lines[last] = JSON.stringify({ ...JSON.parse(lines[last]!), value: null });
    writeFileSync(file, lines.join("\n"));
    const { status, stdout } = await check();
    expect(stdout).toMatch(/not linearizable/);
    expect(stdout).toMatch(/no order has a place for read "once-[\d.]+" -> null /);
    expect(status).toBe(1);
  });
});

describe("an interrupt", () => {
  test("stops the cluster, and what there is is checked", async () => {
    const interrupted = (afterMs: number): Promise<Ended> => {
      const siege = begin("-t", "100", "--failure", "mixed");
      // It tells the seed when the cluster runs.
      siege.child.stderr!.once("data", () => setTimeout(() => siege.child.kill("SIGINT"), afterMs));
      return siege.ended;
    };
    const hasWritten = (ended: Ended): boolean => /^write +\d+ +[1-9]/m.test(ended.stdout);
    const { status, stdout } = await withTimeEnough(1_500, interrupted, hasWritten);
    expect(stdout).toMatch(/^interrupted: what there is is linearizable /m);
    expect(stdout).toMatch(/^write +\d+ +[1-9]/m);
    expect({ status, left: leftovers() }).toEqual({ status: 130, left: [] });
  });

  test("while the cluster is being started leaves nothing", async () => {
    const siege = begin();
    const isStarting = () => leftovers().some((folder) => existsSync(join(place, folder, "node-1", "process.json")));
    await until(() => isStarting() || undefined, 60_000);
    siege.child.kill("SIGINT");
    expect(await siege.ended).toMatchObject({ status: 130, stdout: "", stderr: `${COMMAND}: interrupted\n` });
    expect({ left: leftovers(), servers: serversIn(place) }).toEqual({ left: [], servers: [] });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("that comes twice ends all at once: %s", async (signal) => {
    const siege = begin("-t", "100");
    siege.child.stderr!.once("data", () => {
      siege.child.kill(signal);
      setTimeout(() => siege.child.kill(signal), 50);
    });
    expect(await siege.ended).toMatchObject({ status: 130 });
    expect(serversIn(place)).toEqual([]);
  });
});

/** Processes that were started in this place and live. */
function serversIn(folder: string): string[] {
  if (!existsSync("/proc/self")) return [];
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return processes.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TMPDIR=${folder}`);
    } catch {
      return false;
    }
  });
}

describe("what is typed wrong is answered in one line, with status 2, and nothing is started", () => {
  test.each<[readonly string[], RegExp]>([
    [["--preset", "huge"], /--preset takes one of quick, standard, ci, .*, not "huge"/],
    [["--failures", "3"], /--failures tells how many of a --failure there are, and none is asked for/],
    [["--read-pct", "80", "--write-pct", "30"], /--read-pct, --write-pct and --cas-pct are 100 together, not 110/],
    [["--out", "no/such"], /--out takes a directory, and no\/such cannot be one: there is no folder no\n$/],
    [["--out", "/dev/null/there"], /--out takes a directory, and \/dev\/null\/there cannot be one: /],
  ])("%j", async (argv, message) => {
    const { status, stdout, stderr } = await launch(COMMAND, argv, place, { TMPDIR: place }).ended;
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(new RegExp(`^${COMMAND}: [^\\n]+\\n$`));
    expect({ status, stdout, left: leftovers() }).toEqual({ status: 2, stdout: "", left: [] });
  });
});

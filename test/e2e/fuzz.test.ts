import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { ESSENTIAL } from "../essential.ts";
import { type Ended, interruptedAfter, launch, run, saidBeside, somewhere, withTimeEnough } from "./launch.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-e2e-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A document or a text without the wall-clock times, which alone may differ. */
const timeless = (output: string): string => output.replace(/"wallMs":\d+/g, "").replace(/in \d+\.\d+ s/g, "");

const fields = [
  "verdict",
  "violations",
  "operations",
  "submitted",
  "committed",
  "events",
  "messages",
  "elections",
  "simulatedMs",
  "wallMs",
  "fingerprint",
  "exercised",
];

/** Whether a run has come to its first event before it was cut short, and a worker too busy to answer in time was none. */
function hasPlayed(stdout: string): boolean {
  return /^[a-z]+: 0 seeds, .* events?$/m.test(stdout) && /\safter\s+[\d,]+\s+operations?/.test(stdout);
}

function documentOf({ stdout, stderr }: Ended) {
  const document = JSON.parse(stdout);
  expect(stderr).toMatch(saidBeside(document));
  return document;
}

describe("a run", () => {
  test("prints its seed first, passes, and says what it exercised", async () => {
    const { status, stdout, stderr } = await run("kraft-fuzz", ["-n", "3", "-o", "500", "-s", "a seed"]);
    expect(stdout).toMatch(/^seed a seed\n3 nodes, 500 operations\n/);
    expect(stdout).toMatch(/^pass: 1 seed, 500 operations, [\d,]+ events$/m);
    expect(stdout).toMatch(/^fingerprint: [0-9a-f]{16}$/m);
    expect(stdout).toMatch(/^exercised +times$/m);
    expect(stdout).toMatch(/^nodes\n {2}crashes +\d+$/m);
    expect(stdout).not.toMatch(/lies|liars|clog|damaged/);
    for (const line of stdout.split("\n").slice(2)) expect(line.length, line).toBeLessThanOrEqual(80);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("is the same to the byte when its seed is given back, in whatever order the flags come, and another when none is given", async () => {
    const [first, other] = await Promise.all([
      run("kraft-fuzz", ["-o", "300"]),
      run("kraft-fuzz", ["-o", "1", "--json"]),
    ]);
    const seed = /^seed (\S+)\n/.exec(first.stdout)![1]!;
    expect(documentOf(other).seed).not.toBe(seed);
    const again = await run("kraft-fuzz", ["-s", seed, "-n", "5", "-o", "300"]);
    const backwards = await run("kraft-fuzz", ["-o", "300", "-n", "5", "-s", seed]);
    expect(timeless(again.stdout)).toBe(timeless(first.stdout));
    expect(timeless(backwards.stdout)).toBe(timeless(first.stdout));
  });

  test("prints one JSON document and nothing else", async () => {
    const ended = await run("kraft-fuzz", ["-n", "4", "-o", "300", "-s", "x", "--json"]);
    const document = documentOf(ended);
    expect(Object.keys(document)).toEqual(["tool", "version", "seed", "options", ...fields, "runsCounted"]);
    expect(document).toMatchObject({
      tool: "kraft-fuzz",
      seed: "x",
      options: { nodes: 4, operations: 300, timeSeconds: null, seeds: 1, twin: false, mutant: null },
      verdict: "pass",
      violations: [],
      operations: 300,
    });
    expect(Object.keys(document.messages)).toEqual([
      "sent",
      "delivered",
      "dropped",
      "duplicated",
      "delayed",
      "corrupted",
    ]);
    expect(document.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(ended.status).toBe(0);
  });

  test.each([
    ["1", "seed x was", ""],
    ["2", "2 seeds were", ", the first of them x"],
  ])("on %s worker(s) is stopped by the clock, not counted, and proves nothing", async (workers, who, first) => {
    const argv = ["-o", "10000000", "-s", "x", "-j", workers, "-t"];
    const { status, stdout } = await withTimeEnough(
      1_000,
      (limitMs) => run("kraft-fuzz", [...argv, `${limitMs / 1_000}`]),
      (ended) => hasPlayed(ended.stdout),
    );
    expect(stdout).toMatch(/^unknown: 0 seeds, [\d,]+ operations?, [\d,]+ events?$/m);
    expect(stdout).toMatch(/^no run finished in the time allowed, so nothing is known$/m);
    const unwrapped = stdout.replace(/\n {2}/g, " ");
    const lines = unwrapped.split("\n").filter((line) => line.includes("cut short"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${who} cut short by the clock${first}( after [\\d,]+ operations?)?,? and`));
    expect(status).toBe(3);
  });
});

describe("a campaign", () => {
  const argv = ["-n", "5", "-o", "300", "-s", "x", "--seeds", "7"];

  let one: Ended;
  beforeAll(async () => {
    one = await run("kraft-fuzz", [...argv, "--json", "-j", "1"]);
  });

  test("says the same on any number of workers", async () => {
    const three = await run("kraft-fuzz", [...argv, "--json", "-j", "3"]);
    expect(timeless(three.stdout)).toBe(timeless(one.stdout));
    const document = documentOf(one);
    expect(Object.keys(document)).toEqual(["tool", "version", "seed", "options", "runs", ...fields, "runsCounted"]);
    expect(document.runs).toHaveLength(7);
    expect(document.runsCounted).toBe(7);
    for (const one of document.runs) expect(Object.keys(one)).toEqual(["seed", "strategy", ...fields]);
    expect(document.operations).toBeGreaterThanOrEqual(2100);
  });

  test("has runs that are those of their seeds alone", async () => {
    const last = documentOf(one).runs.at(-1);
    const alone = ["-n", "5", "-o", "300", "-s"];
    const again = documentOf(await run("kraft-fuzz", [...alone, last.seed, "--strategy", last.strategy, "--json"]));
    expect(again.fingerprint).toBe(last.fingerprint);
  });

  test("with twins finds no difference", async () => {
    const { status, stdout } = await run("kraft-fuzz", [...argv, "--twin", "-v"]);
    expect(stdout.match(/^seed x(-\d)? by [a-z]+: pass, 3\d\d operations/gm)).toHaveLength(7);
    expect(status).toBe(0);
  });

  test("goes on until the time is up when only that is given", async () => {
    const argv = ["-n", "3", "-o", "50", "-j", "1", "--json", "-t"];
    const ended = await withTimeEnough(
      1_000,
      (limitMs) => run("kraft-fuzz", [...argv, `${limitMs / 1_000}`]),
      ({ stdout }) => JSON.parse(stdout).runs.length > 0,
    );
    const document = documentOf(ended);
    expect(document.options).toMatchObject({ timeSeconds: expect.any(Number), seeds: null });
    expect(document.runs.length).toBeGreaterThan(0);
    expect(document.verdict).toBe("pass");
    expect(document.operations).toBeGreaterThanOrEqual(document.runs.length * 50);
    expect(ended.status).toBe(0);
  });

  test("exercises everything that is essential", async () => {
    const { exercised } = documentOf(
      await run("kraft-fuzz", ["-o", "1500", "-s", "c", "--seeds", "30", "--strategy", "swarm", "--json"]),
    );
    expect(ESSENTIAL.filter((name) => !(exercised[name] > 0))).toEqual([]);
  });
});

describe("a planted bug", () => {
  // What comes of its tape is tested elsewhere.
  const doubleVote = ["-j", "1", "--mutant", "double-vote", "--minimize-time", "0"];

  test("is caught, explained, and shown again by the line that is printed", async () => {
    const found = await run("kraft-fuzz", [...doubleVote, "-o", "300", "-s", "it's", "--seeds", "20"]);
    expect(found.status).toBe(1);
    const { stdout } = found;
    expect(stdout).toMatch(/mutant double-vote: /);
    expect(stdout).toMatch(/^FAIL on seed it's/m);
    expect(stdout).toMatch(
      /^[a-z-]+ is violated at event [\d,]+,\s+\d+\.\d{6} s\s+of\s+virtual\s+time,\s+nodes?\s+\d/m,
    );
    expect(stdout).toMatch(/^fail: /m);
    const line = /^reproduce: (npx kraft-fuzz .*)$/m.exec(stdout)![1]!;
    expect(stdout).toMatch(/^the last faults before that:\n {2}[ \d.]+ s {2}[a-z]/m);
    expect(line).toMatch(/^npx kraft-fuzz -n 5 -o 300 -s 'it'\\''s[-\d]*' --strategy [a-z]+ --mutant double-vote$/);
    const here = line.replace("npx kraft-fuzz", `node '${join(PACKAGE_ROOT, "bin/kraft-fuzz.js")}'`);
    const again = await inShell(`${here} --minimize-time 0`);
    expect(again.status).toBe(1);
    expect(explanation(again.stdout)).toBe(explanation(stdout));
  });

  test("in a file anywhere is caught too, and the line holds wherever the process stood", async () => {
    const file = join(directory, "mine.yaml");
    copyFileSync(join(PACKAGE_ROOT, "corpus/mutants/double-vote.yaml"), file);
    const argv = [
      "-j",
      "1",
      "--mutant",
      "./mine.yaml",
      "-o",
      "300",
      "-s",
      "x",
      "--seeds",
      "20",
      "--minimize-time",
      "0",
    ];
    const found = await run("kraft-fuzz", argv, directory);
    expect(found.status).toBe(1);
    const line = /^reproduce: (.*)$/m.exec(found.stdout)![1]!;
    expect(line).toContain(file);
    const again = await inShell(`${line} --minimize-time 0`, directory);
    expect(again.status).toBe(1);
    expect(explanation(again.stdout)).toBe(explanation(found.stdout));
  });

  test("fails the same on any number of workers, and the document says how", async () => {
    const argv = [
      "--mutant",
      "no-prev-check",
      "-o",
      "60",
      "-s",
      "x",
      "--seeds",
      "40",
      "--minimize-time",
      "0",
      "--json",
    ];
    const [one, three] = await Promise.all(["1", "3"].map((workers) => run("kraft-fuzz", [...argv, "-j", workers])));
    expect(timeless(three!.stdout)).toBe(timeless(one!.stdout));
    const document = documentOf(one!);
    expect(document.verdict).toBe("fail");
    expect(Object.keys(document.violations[0])).toEqual(["invariant", "atMs", "event", "nodes", "message"]);
    expect(document.runs.at(-1).verdict).toBe("fail");
    expect(one!.status).toBe(1);
  });
});

/** A mutant of this one edit, in a file of its own. */
function plant(id: string, file: string, find: string, replace: string): string {
  const path = join(directory, `${id}.yaml`);
  const rest = { title: id, breaks: ["determinism"], source: "here", why: "to be seen", expect: "killed" };
  writeFileSync(path, JSON.stringify({ id, file, find, replace, ...rest }));
  return path;
}

describe("a lab that is broken itself", () => {
  // What the lab looks at between the steps of a node is the lab's to survive: a node that throws while it works is not.
  const view = "get view(): RaftView {\n    return this.state;";
  const hole = plant(
    "hole",
    "raft.ts",
    view,
    'get view(): RaftView {\n    throw new Error("there is a hole in the view");',
  );

  test.each(["1", "2"])("says so on %s worker(s), with its seed and stack, and exits with 3", async (workers) => {
    const argv = ["--mutant", hole, "-o", "100", "-s", "x", "--seeds", "3", "-j", workers];
    const { status, stdout, stderr } = await run("kraft-fuzz", argv);
    expect(stderr).toMatch(/^kraft-fuzz crashed on seed x: Error: there is a hole in the view\n +at .*view/);
    expect(stderr).toMatch(/^reproduce: npx kraft-fuzz -n 5 -o 100 -s x --strategy [a-z]+ --mutant \S*hole.yaml$/m);
    expect(stdout).toMatch(/^unknown: 0 seeds/m);
    expect(status).toBe(3);
  });

  test("is told apart from a node that fails an assertion of its own", async () => {
    const size = "return Math.floor(voters.length / 2) + 1;";
    const broken = plant("broken", "quorum.ts", size, 'throw new Error("there is a hole in the quorum");');
    const { status, stdout } = await run("kraft-fuzz", ["--mutant", broken, "-o", "100", "-s", "x"]);
    expect(stdout.replace(/\n {2}/g, " ")).toMatch(
      /^core-assertion is violated at event .* node \d: n\d contradicted itself.*there is a hole in the quorum/m,
    );
    expect(status).toBe(1);
  });

  test("is not taken for a mutant that was killed", async () => {
    const { status, stdout, stderr } = await run("kraft-mutants", [hole, "-o", "100", "-s", "x"]);
    expect(stdout).toMatch(/^hole +\(mix\) +5 +\(crashed\)/m);
    expect(stderr).toMatch(/^kraft-mutants crashed on seed x: Error: there is a hole in the view\n/);
    const reproduce = /^reproduce: npx kraft-fuzz -n 5 -o 100 -s x --strategy [a-z]+ --mutant \S*hole.yaml$/m;
    expect(stdout).toMatch(reproduce);
    expect(stderr).toMatch(reproduce);
    expect(status).toBe(3);
  });
});

test("a core that is not deterministic is caught by its twin, in the window where it happened", async () => {
  const timer = "raft.electionDeadlineUs = raft.nowUs + electionTimeoutUs + raft.random.below(electionTimeoutUs);";
  const counter = "const shared = globalThis as { calls?: number }; shared.calls = ((shared.calls ?? 0) + 1) % 1009;";
  const restless = plant("restless", "roles.ts", timer, `${counter} ${timer.slice(0, -1)} + shared.calls;`);
  const argv = ["--mutant", restless, "-o", "500", "-s", "x"];
  const { status, stdout } = await run("kraft-fuzz", [...argv, "--twin"]);
  expect(stdout).toMatch(/^determinism is violated at event /m);
  expect(stdout).toMatch(/^ {2}two runs of this seed differ first in events \d+ to \d+: fingerprints/m);
  expect(stdout).toMatch(/^reproduce: .* --twin --mutant /m);
  expect(status).toBe(1);
  expect((await run("kraft-fuzz", argv)).status).toBe(0);
});

/** What a failure says, from the violation to the reproduction. */
function explanation(stdout: string): string {
  return /^FAIL on seed [\s\S]*?^reproduce/m.exec(stdout)![0];
}

async function inShell(line: string, cwd = somewhere()): Promise<Ended> {
  const execute = promisify(execFile);
  try {
    return { status: 0, ...(await execute("sh", ["-c", line], { cwd })) };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended & { code: number };
    return { status: code, stdout, stderr };
  }
}

describe("an interrupt", () => {
  test.each(["1", "2"])("in mid-run on %s worker(s) ends with the summary so far and status 130", async (workers) => {
    const argv = ["-o", "10000000", "-s", "x", "--seeds", "4", "-j", workers];
    const { status, stdout, stderr } = await withTimeEnough(
      400,
      (durationMs) => interruptedAfter(durationMs, launch("kraft-fuzz", argv)),
      (ended) => hasPlayed(ended.stdout),
    );
    expect(stdout).toMatch(/^interrupted: 0 seeds, [\d,]+ operations?, [\d,]+ events?$/m);
    expect(stdout).toMatch(/^(seed x was|2 seeds were) interrupted/m);
    expect({ status, stderr }).toEqual({ status: 130, stderr: "" });
  });

  test("leaves a whole document behind", async () => {
    const argv = ["-o", "10000000", "-s", "x", "--seeds", "4", "--json", "-j", "1"];
    const ended = await interruptedAfter(400, launch("kraft-fuzz", argv));
    expect(documentOf(ended)).toMatchObject({ verdict: "unknown", violations: [], runs: [] });
    expect(ended.status).toBe(130);
  });
});

test("a failure is told by the exit status though nobody reads on", async () => {
  const launcher = join(PACKAGE_ROOT, "bin/kraft-fuzz.js");
  const failing = `node '${launcher}' --mutant double-vote -n 3 -o 1000 --seeds 20 -s tapes`;
  const ended = await inShell(`{ ${failing}; echo "status $?" >&2; } | head -n 1`);
  expect(ended).toEqual({ status: 0, stdout: "seed tapes\n", stderr: "status 1\n" });
});

test("output that is closed early ends the command quietly", async () => {
  const launcher = join(PACKAGE_ROOT, "bin/kraft-fuzz.js");
  const ended = await inShell(`node '${launcher}' -o 100 --seeds 100000 -v -s x -j 1 | head -n 2`);
  expect(ended).toEqual({ status: 0, stdout: "seed x\n5 nodes, 100 operations, 100,000 seeds\n", stderr: "" });
});

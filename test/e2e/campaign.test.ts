import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { until } from "../../src/cluster/index.ts";
import { STRATEGY_NAMES } from "../../src/fuzz/strategies/strategy-name.ts";
import { type Ended, type Launched, launch, run, somewhere } from "./launch.ts";

const storm = ["-n", "3", "-o", "100", "-s", "c"];
/** Some of its runs fail, in more than one way. */
const failing = [...storm, "--mutant", "double-vote", "--minimize-time", "0"];
/** The same on this process alone: a worker takes as long to start as twenty such runs. */
const failingHere = [...failing, "-j", "1"];

/** What a campaign says at once of each cause. */
const FOUND =
  /^found: [a-z-]+ is violated on seed c\S*\n {2}reproduce: .* -s c\S* --strategy [a-z]+ --mutant double-vote\n/gm;

const timeless = (document: object) => ({ ...document, wallMs: 0, runs: undefined, tapes: undefined });

function workersOf({ child }: Launched): number[] {
  return execFileSync("pgrep", ["-P", String(child.pid)], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map(Number);
}

/** Resolves when the command has said so much. */
function said({ child }: Launched, enough: RegExp, where: "stdout" | "stderr" = "stdout"): Promise<void> {
  let text = "";
  return new Promise((resolve) =>
    child[where]!.on("data", (more: string) => {
      text += more;
      if (text.match(enough) !== null) resolve();
    }),
  );
}

/** As a terminal does it: to all that run in it. */
function interruptAll(launched: Launched): void {
  for (const pid of [...workersOf(launched), launched.child.pid!]) process.kill(pid, "SIGINT");
}

describe("a worker", () => {
  test("that is killed takes one seed with it, which is told, and the campaign goes on", async () => {
    const launched = launch("kraft-fuzz", [...storm, "--seeds", "40", "-j", "2", "-v"]);
    await said(launched, /seed c-4 by [a-z]+: pass/);
    process.kill(workersOf(launched)[0]!, "SIGKILL");
    const { status, stdout, stderr } = await launched.ended;
    const [, seed] = /^kraft-fuzz crashed on seed (\S+): the worker was killed by SIGKILL$/m.exec(stderr)!;
    const reproduce = `reproduce: npx kraft-fuzz -n 3 -o 100 -s ${seed} --strategy [a-z]+`;
    expect(stderr).toMatch(new RegExp(`^${reproduce}$`, "m"));
    expect(stdout).toMatch(/^unknown: 39 seeds, /m);
    expect(stdout).toMatch(
      new RegExp(`^the lab itself failed on 1 seed, the first of them ${seed}\n${reproduce}$`, "m"),
    );
    expect(status).toBe(3);
  });

  test("that stands still is ended, its seed told, and the campaign goes on", async () => {
    const launched = launch("kraft-fuzz", [...storm, "--seeds", "30", "-j", "2", "-v", "--hang-time", "5"]);
    await said(launched, /seed c-4 by [a-z]+: pass/);
    const [stopped] = workersOf(launched);
    process.kill(stopped!, "SIGSTOP");
    const { status, stdout, stderr } = await launched.ended;
    expect(stderr).toMatch(/^kraft-fuzz hung on seed c-\d+: no event was handled for 5 s, and the worker was ended$/m);
    expect(stderr).toMatch(/^reproduce: npx kraft-fuzz -n 3 -o 100 -s c-\d+ --strategy [a-z]+$/m);
    expect(stdout).toMatch(/^unknown: 29 seeds, /m);
    expect(status).toBe(3);
  });
});

describe("a campaign that keeps going", () => {
  test("tells failures by their causes, and keeps a tape of each", async () => {
    const folder = somewhere();
    const { status, stdout } = await run("kraft-fuzz", [...failingHere, "--seeds", "20", "--keep-going"], folder);
    const [, failures] = /^FAIL: (\d+) of 20 runs$/m.exec(stdout)!;
    const counts = [...stdout.matchAll(/^\d+\. [a-z-]+ is violated in (\d+) runs?, first on seed c-?\d*:$/gm)];
    expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(Number(failures));
    const reproduce = /^ {2}reproduce: node \S+ -n 3 -o 100 -s c\S* --strategy [a-z]+ --mutant double-vote$/gm;
    const [told, ended] = [stdout.slice(0, stdout.indexOf("\nfail: ")), stdout.slice(stdout.indexOf("\nfail: "))];
    expect(told.match(reproduce)).toHaveLength(counts.length);
    // And once more at the end, beside the tapes: what stood above is far away by then.
    expect(ended.match(reproduce)).toEqual(told.match(reproduce));
    expect(ended.match(/^\d+\. [a-z-]+ on seed c-?\d*$/gm)).toHaveLength(counts.length);
    expect(ended.match(/^ {2}(tape: corpus\/|made small, it is the same cause as )/gm)).toHaveLength(counts.length);
    const lines = stdout.slice(stdout.indexOf("FAIL: ")).split("\n");
    expect(lines.filter((line) => line.length > 80 && !line.startsWith("  reproduce: "))).toEqual([]);
    expect(stdout).toMatch(/^fail: 20 seeds, [\d,]+ operations/m);
    expect(readdirSync(join(folder, "corpus")).length).toBeGreaterThan(0);
    expect(readdirSync(join(folder, "reports")).length).toBe(readdirSync(join(folder, "corpus")).length);
    expect(status).toBe(1);
  });

  test("is one document, the same on any number of workers", async () => {
    const argv = [...failing, "--seeds", "12", "--keep-going", "--json", "-j"];
    const [one, three] = await Promise.all(["1", "3"].map((workers) => run("kraft-fuzz", [...argv, workers])));
    const [first, second] = [one!, three!].map(({ stdout }) => JSON.parse(stdout));
    expect(timeless(second)).toEqual(timeless(first));
    expect(first.runs).toHaveLength(12);
    expect(first.causes[0]).toMatchObject({ invariant: expect.any(String), seed: expect.stringMatching(/^c/) });
    expect(first.tapes).toHaveLength(first.causes.length);
  });

  test("prints a line for each run and one for the whole when lines are asked for", async () => {
    const { stdout } = await run("kraft-fuzz", [...failingHere, "--seeds", "12", "--keep-going", "--json", "--jsonl"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind }) => kind)).toEqual([...Array.from({ length: 12 }, () => "run"), "campaign"]);
    expect(lines.filter(({ kind, verdict }) => kind === "run" && verdict === "fail")).toHaveLength(lines[12].failures);
    expect(lines[12]).toMatchObject({ tool: "kraft-fuzz", seed: "c", verdict: "fail" });
    for (const { strategy } of lines.slice(0, 12)) expect(STRATEGY_NAMES).toContain(strategy);
  });
});

describe("a campaign that is kept in a file", () => {
  const argv = [...failing, "--seeds", "40", "--keep-going", "--json", "-j", "2", "--resume", "kept.json"];
  /** As it is when nothing comes between. */
  const whole = once(async () => JSON.parse((await run("kraft-fuzz", argv, somewhere())).stdout));

  test("comes to the same when it was interrupted and gone on with as when it was not", async () => {
    const folder = somewhere();
    const launched = launch("kraft-fuzz", argv, folder);
    await said(launched, /"c-10"/);
    interruptAll(launched);
    const stopped = JSON.parse((await launched.ended).stdout);
    expect(stopped.runs.length).toBeLessThan(40);
    const gone = JSON.parse((await run("kraft-fuzz", argv, folder)).stdout);
    expect(gone.runs.length).toBeLessThan(40);
    expect((await whole()).runs).toHaveLength(40);
    expect(withoutPlaces(gone)).toEqual(withoutPlaces(await whole()));
    const again = JSON.parse((await run("kraft-fuzz", argv, folder)).stdout);
    expect({ ...withoutPlaces(again), runs: undefined }).toEqual(withoutPlaces(await whole()));
    expect(again.runs).toEqual([]);
  });

  test("loses nothing that was written when it is killed", async () => {
    const folder = somewhere();
    const launched = launch("kraft-fuzz", argv, folder);
    // It is written once a second: before that there is nothing to go on with.
    await until(() => /"runs":[1-9]/.test(textIfThere(join(folder, "kept.json"))) || undefined, 50_000);
    launched.child.kill("SIGKILL");
    await launched.ended;
    const gone = JSON.parse((await run("kraft-fuzz", argv, folder)).stdout);
    expect(gone.runs.length).toBeLessThan(40);
    expect(withoutPlaces(gone)).toEqual(withoutPlaces(await whole()));
  });

  const short = [...storm, "-j", "1", "--seeds", "2", "--resume", "kept.json"];
  const kept = once(async () => {
    const folder = somewhere();
    expect((await run("kraft-fuzz", short, folder)).status).toBe(0);
    return readFileSync(join(folder, "kept.json"), "utf8");
  });

  test.each([
    ["is cut off", (text: string) => text.slice(0, 300), /: kept\.json is damaged, or not the file of a campaign/],
    ["was changed", (text: string) => text.replace(/"runs":\d+/, '"runs":1'), /kept\.json is damaged: it is not what/],
    [
      "is of a newer kraft",
      (text: string) => text.replace('"schema":1', '"schema":2'),
      /of version 2, of a newer kraft/,
    ],
    ["is something else", () => "[1]", /kept\.json is not the file of a campaign/],
  ])("is not gone on with, and left as it is, when the file %s", async (_, change, message) => {
    const folder = somewhere();
    const path = join(folder, "kept.json");
    const changed = change(await kept());
    writeFileSync(path, changed);
    const { status, stdout, stderr } = await run("kraft-fuzz", short, folder);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(readFileSync(path, "utf8")).toBe(changed);
  });

  test("is not gone on with as another campaign", async () => {
    const folder = somewhere();
    writeFileSync(join(folder, "kept.json"), await kept());
    const { status, stderr } = await run("kraft-fuzz", [...short, "--twin"], folder);
    const why = "its --twin is not given, and here it is given";
    expect(stderr).toBe(`kraft-fuzz: kept.json is of another campaign: ${why}\n`);
    expect(status).toBe(2);
    const chaos = await run("kraft-fuzz-chaos", short, folder);
    expect(chaos.stderr).toMatch(/its scenario is none, and here it is mixed \([0-9a-f]{8}\)$/m);
  });

  test("is not gone on with by a kraft that was built of other sources", async () => {
    const folder = somewhere();
    const other = (await kept()).replace(/"build":"[^"]*"/, '"build":"built of sources 01234567"');
    writeFileSync(join(folder, "kept.json"), other);
    const { status, stdout, stderr } = await run("kraft-fuzz", short, folder);
    const why =
      /^kraft-fuzz: kept\.json is of a kraft built of sources 01234567, and this is built of sources [0-9a-f]{8}: its runs may differ\n$/;
    expect(stderr).toMatch(why);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(readFileSync(join(folder, "kept.json"), "utf8")).toBe(other);
  });

  /** The folder of the file is gone, and something else is there. */
  function takeAway(folder: string): void {
    rmSync(join(folder, "kept"), { recursive: true, maxRetries: 5 });
    writeFileSync(join(folder, "kept"), "no folder");
  }
  const endless = [...storm, "-j", "1", "--seeds", "100000", "--resume", "kept/kept.json"];
  const CANNOT = /^kraft-fuzz: cannot write the file of a campaign kept\/kept\.json: [A-Z]+$/gm;

  test("says at once that it can no longer be written, and goes on", async () => {
    const folder = somewhere();
    const launched = launch("kraft-fuzz", endless, folder);
    await until(() => /"runs":[1-9]/.test(textIfThere(join(folder, "kept/kept.json"))) || undefined, 50_000);
    takeAway(folder);
    await said(launched, CANNOT, "stderr");
    launched.child.kill("SIGINT");
    const { status, stdout, stderr } = await launched.ended;
    expect(stdout).toMatch(/^interrupted: [\d,]+ seeds?, /m);
    expect(stderr.match(CANNOT)).toHaveLength(2);
    expect(status).toBe(3);
  });

  test("has not done what it was asked for where nothing is kept in the end", async () => {
    const folder = somewhere();
    // It takes longer than until its file is written for the first time.
    const argv = [...storm.with(3, "300"), "-j", "1", "--seeds", "40", "--resume", "kept/kept.json"];
    const launched = launch("kraft-fuzz", argv, folder);
    await until(() => existsSync(join(folder, "kept/kept.json")) || undefined, 50_000);
    takeAway(folder);
    const { status, stdout, stderr } = await launched.ended;
    expect(stdout).toMatch(/^pass: 40 seeds, /m);
    expect(stderr.match(CANNOT)?.length).toBeGreaterThan(0);
    expect(status).toBe(3);
  });

  test("is left to one of two that are given the same file, and the other says so", async () => {
    const folder = somewhere();
    const first = launch("kraft-fuzz", endless, folder);
    await until(() => /"runs":[1-9]/.test(textIfThere(join(folder, "kept/kept.json"))) || undefined, 50_000);
    const second = launch("kraft-fuzz", endless, folder);
    const leaves = /^kraft-fuzz: kept\/kept\.json is written by another process too: .*$/m;
    await Promise.race([first, second].map((launched) => said(launched, leaves, "stderr")));
    for (const { child } of [first, second]) child.kill("SIGINT");
    const ends = await Promise.all([first.ended, second.ended]);
    expect(ends.map(({ status }) => status).sort()).toEqual([130, 3]);
    expect(ends.find(({ status }) => status === 130)!.stderr).toBe("");
    expect(textIfThere(join(folder, "kept/kept.json"))).toMatch(/^\{"schema":1,.*\}\n$/);
  });

  test("is refused before it begins where the file cannot be written", async () => {
    const folder = somewhere();
    writeFileSync(join(folder, "plain"), "");
    const ended = await run("kraft-fuzz", [...storm, "--resume", "plain/kept.json"], folder);
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toMatch(
      /^kraft-fuzz: cannot write the file of a campaign plain\/kept\.json: (EEXIST|ENOTDIR)\n$/,
    );
  });
});

function textIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** What several tests look at is made for the first of them. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A document without the times and the paths, which alone may differ; and without the runs, of which some are before. */
function withoutPlaces(document: Record<string, unknown>) {
  const { runs: _, wallMs: __, tapes: ___, ...rest } = document;
  return JSON.parse(JSON.stringify(rest).replace(/node \S+kraft-fuzz\.js/g, "kraft-fuzz"));
}

describe("in a workflow of GitHub", () => {
  test("failures are annotations, and the campaign is a table of the step's summary", async () => {
    const folder = somewhere();
    const ended = await inWorkflow(folder, [...failingHere, "--seeds", "20", "--keep-going"]);
    const annotations = ended.stdout.split("\n").filter((line) => line.startsWith("::error "));
    expect(annotations.length).toBeGreaterThan(0);
    expect(annotations[0]).toMatch(/^::error title=[a-z-]+ is violated::seed c\S*, the first of \d+: .*%0Areproduce: /);
    const summary = readFileSync(join(folder, "summary.md"), "utf8");
    expect(summary).toMatch(/^before\n### kraft-fuzz: fail\n\n\| seeds \| failed \|/);
    expect(summary).toMatch(
      /^\| [a-z-]+ \| .* \| \d+ \| `.*kraft-fuzz.* -s c\S* --strategy [a-z]+ --mutant double-vote` \|$/m,
    );
    expect(ended.status).toBe(1);
  });

  test("a document stays one", async () => {
    const ended = await inWorkflow(somewhere(), [...failingHere, "--seeds", "20", "--json"]);
    expect(JSON.parse(ended.stdout).verdict).toBe("fail");
    expect(ended.stderr).toMatch(/^::error title=/m);
  });
});

async function inWorkflow(folder: string, argv: readonly string[]): Promise<Ended> {
  const summary = join(folder, "summary.md");
  writeFileSync(summary, "before\n");
  return launch("kraft-fuzz", argv, folder, { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary }).ended;
}

test("a failure is told where no report can be written, and its tape is kept", async () => {
  const folder = somewhere();
  writeFileSync(join(folder, "reports"), "no folder");
  const { status, stdout } = await run("kraft-fuzz", [...failingHere, "--seeds", "20"], folder);
  expect(stdout).toMatch(/^tape: corpus\/double-vote-\S+\.json$/m);
  expect(stdout).toMatch(/^no report: cannot write the report reports\/\S+: (EEXIST|ENOTDIR)$/m);
  expect(status).toBe(1);
});

test("an interrupt keeps what was found so far", async () => {
  const launched = launch("kraft-fuzz", [...failing, "--seeds", "2000", "--keep-going", "-v", "-j", "2"], somewhere());
  await said(launched, /^seed c-20 by /m);
  interruptAll(launched);
  const { status, stdout } = await launched.ended;
  expect(stdout).toMatch(/^FAIL: \d+ of \d+ runs$/m);
  expect(stdout).toMatch(/^fail: \d+ seeds, /m);
  expect(stdout).toMatch(/^ {2}reproduce: .*--mutant double-vote$/m);
  expect(status).toBe(1);
});

describe("what is found is said at once, on standard error", () => {
  test("so that a campaign that is killed has said it", async () => {
    const argv = [...failing, "--seeds", "2000", "--keep-going", "-j", "2"];
    const launched = launch("kraft-fuzz", argv, somewhere());
    await said(launched, FOUND, "stderr");
    launched.child.kill("SIGKILL");
    const { status, stdout, stderr } = await launched.ended;
    expect(stderr.match(FOUND)!.length).toBeGreaterThan(0);
    expect(stdout).not.toContain("reproduce");
    expect(status).toBe(null);
  });

  test.each(["--json", "--jsonl"])("beside a document (%s), which stays as it is", async (flag) => {
    const { status, stdout, stderr } = await run("kraft-fuzz", [...failingHere, "--seeds", "20", flag], somewhere());
    expect(stderr).toMatch(new RegExp(`^${FOUND.source}$`));
    expect(stdout).not.toContain("found: ");
    expect(status).toBe(1);
  });

  test("once for each cause, and not where the failure itself is told at once", async () => {
    const keepsGoing = await run("kraft-fuzz", [...failingHere, "--seeds", "20", "--keep-going"], somewhere());
    const causes = [
      ...keepsGoing.stdout.matchAll(/^\d+\. ([a-z-]+ is violated) in \d+ runs?, first (on seed c\S*):$/gm),
    ];
    const news = keepsGoing.stderr.match(FOUND)!.map((one) => one.split("\n")[0]);
    expect(news).toEqual(causes.map(([, what, where]) => `found: ${what} ${where}`));
    const stops = await run("kraft-fuzz", [...failingHere, "--seeds", "20"], somewhere());
    expect(stops).toMatchObject({ status: 1, stderr: "" });
  });
});

describe("a campaign that the system ends", () => {
  /** As `timeout` and CI do it: all processes of a group are told. */
  function terminateAll(launched: Launched): number[] {
    const workers = workersOf(launched);
    for (const pid of [launched.child.pid!, ...workers]) process.kill(pid, "SIGTERM");
    return workers;
  }

  test("tells what was found, and leaves no worker behind", async () => {
    const argv = [...failing, "--seeds", "2000", "--keep-going", "-v", "-j", "2"];
    const launched = launch("kraft-fuzz", argv, somewhere());
    await said(launched, /^seed c-20 by /m);
    const workers = terminateAll(launched);
    const { status, stdout, stderr } = await launched.ended;
    expect(workers.filter(isAlive)).toEqual([]);
    expect(stdout).toMatch(/^FAIL: \d+ of \d+ runs$/m);
    expect(stdout).toMatch(/^fail: \d+ seeds, /m);
    expect(stdout).toMatch(/^ {2}reproduce: .*--mutant double-vote$/m);
    expect(stderr.replace(FOUND, "")).toBe("");
    expect(status).toBe(1);
  });

  test("is not ended by what only a worker is told", async () => {
    const launched = launch("kraft-fuzz", [...storm, "--seeds", "30", "-v", "-j", "2"]);
    await said(launched, /^seed c-4 by /m);
    for (const pid of workersOf(launched)) process.kill(pid, "SIGTERM");
    const { status, stdout } = await launched.ended;
    expect(stdout).toMatch(/^pass: 30 seeds, /m);
    expect(status).toBe(0);
  });

  test("and in which nothing was found has a status of its own", async () => {
    const launched = launch("kraft-fuzz", [...storm, "--seeds", "2000", "-v", "-j", "2"]);
    await said(launched, /^seed c-4 by /m);
    const workers = workersOf(launched);
    launched.child.kill("SIGTERM");
    const { status, stdout, stderr } = await launched.ended;
    expect(workers.filter(isAlive)).toEqual([]);
    expect(stdout).toMatch(/^interrupted: \d+ seeds?, /m);
    expect({ status, stderr }).toEqual({ status: 143, stderr: "" });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { STRATEGY_NAMES } from "../../src/fuzz/strategies/strategy-name.ts";
import { failing, failingHere, said, storm, workersOf } from "./campaign-launch.ts";
import { type Ended, launch, run, somewhere } from "./launch.ts";

const timeless = (document: object) => ({ ...document, wallMs: 0, runs: undefined, tapes: undefined });

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
    const { stdout } = await run("kraft-fuzz", [...failingHere, "--seeds", "12", "--keep-going", "--jsonl"]);
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
  expect(stdout).toMatch(/^no report: cannot write the report\s+reports\/\S+: (EEXIST|ENOTDIR)$/m);
  expect(status).toBe(1);
});

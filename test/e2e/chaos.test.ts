import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { scenarioNames } from "../../src/fuzz/scenarios/scenario-file.ts";
import { type Ended, interruptedAfter, launch, run, saidBeside, somewhere, withTimeEnough } from "./launch.ts";

const COMMAND = "kraft-fuzz-chaos";
const directory = mkdtempSync(join(tmpdir(), "kraft-chaos-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** What is said without the wall-clock times, which alone may differ. */
const timeless = (output: string): string => output.replace(/"wallMs":\d+/g, "").replace(/in \d+\.\d+ s/g, "");

function documentOf({ stdout, stderr }: Ended) {
  const document = JSON.parse(stdout);
  expect(stderr).toMatch(saidBeside(document));
  return document;
}

function write(name: string, ...lines: readonly string[]): string {
  const file = join(directory, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** Runs the command line that a failure was told to be reproduced with, as a shell reads it. */
async function again(stdout: string): Promise<Ended> {
  const line = /^reproduce: (.*)$/m.exec(stdout)![1]!;
  const command = `${line.replace(/^npx (kraft-[a-z-]+)/, `node '${PACKAGE_ROOT}/bin/$1.js'`)} --minimize-time 0`;
  try {
    return { status: 0, ...(await promisify(execFile)("sh", ["-c", command], { cwd: somewhere() })) };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended & { code: number };
    return { status: code, stdout, stderr };
  }
}

describe("--list", () => {
  test("is a table of the scenarios, one line each", async () => {
    const { status, stdout, stderr } = await run(COMMAND, ["--list"]);
    const [head, ...lines] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^scenario +what +expects$/);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(scenarioNames());
    for (const line of lines) expect(line).toMatch(/^[a-z-]+ {2,}[A-Z].* {2,}(safety|promises)$/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("is a document with --json, in either order", async () => {
    const [one, other] = await Promise.all([run(COMMAND, ["--json", "--list"]), run(COMMAND, ["--list", "--json"])]);
    const document = documentOf(one!);
    expect(document).toMatchObject({ tool: COMMAND });
    expect(document.scenarios.map(({ name }: { name: string }) => name)).toEqual(scenarioNames());
    expect(Object.keys(document.scenarios[0])).toEqual(["name", "title", "expects"]);
    expect(other!.stdout).toBe(one!.stdout);
  });
});

describe("a run", () => {
  test("goes through mixed when no scenario is named, and prints its seed first", async () => {
    const { status, stdout, stderr } = await run(COMMAND, ["-n", "3", "-o", "500", "-s", "a seed"]);
    expect(stdout).toMatch(/^seed a seed\n3 nodes, 500 operations, scenario mixed: .*(?:\n {2}.*)*\n\n/);
    expect(stdout).toMatch(/^pass: 1 seed, 500 operations, [\d,]+ events$/m);
    // Two lines are for the seed and what is asked for, and those have no bounds.
    for (const line of stdout.split("\n").slice(2)) expect(line.length, line).toBeLessThanOrEqual(80);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("does not blame a storm for what it has no means for, and tells what it had means for", async () => {
    const [none, gc] = await Promise.all(
      ["none", "gc"].map((name) => run(COMMAND, ["-o", "40", "-s", "x", "--scenario", name])),
    );
    const never = ({ stdout }: Ended): string => /^never happened: ([\s\S]*)$/m.exec(stdout)?.[1] ?? "";
    expect(never(none!)).not.toMatch(/crash|partition|lies|pauses/);
    expect(never(none!)).toContain("contested elections");
    expect(none!.stdout).not.toMatch(/^liars/m);
    expect(gc!.stdout).toMatch(/^nodes\n[\s\S]*^ {2}pauses +\d/m);
  });

  test("is the same by the scenario's name and by its path, in whatever order the flags come", async () => {
    const file = join(directory, "storm.yaml");
    copyFileSync(join(PACKAGE_ROOT, "scenarios/storm.yaml"), file);
    const byName = await run(COMMAND, ["--scenario", "storm", "-n", "4", "-o", "400", "-s", "x"]);
    const byPath = await run(COMMAND, ["-s", "x", "-o", "400", "-n", "4", "--scenario", "./storm.yaml"], directory);
    expect(byName.stdout).toContain("scenario storm: ");
    expect(timeless(byPath.stdout)).toBe(timeless(byName.stdout));
    expect(byPath.status).toBe(0);
  });

  test("in which no run finished in the time allowed is no pass", async () => {
    const { status, stdout } = await run(COMMAND, ["-o", "10000000", "-s", "x", "-j", "1", "-t", "0.2"]);
    expect(stdout).toMatch(/^unknown: 0 seeds/m);
    expect(stdout).toMatch(/^no run finished in the time allowed, so nothing is known$/m);
    expect(status).toBe(3);
  });

  test("prints one JSON document, which says what was asked for", async () => {
    const argv = ["-n", "4", "-o", "300", "-s", "x", "--scenario", "none", "--byzantine", "1", "--json"];
    const document = documentOf(await run(COMMAND, argv));
    expect(document).toMatchObject({ tool: COMMAND, seed: "x", verdict: "pass", operations: 300 });
    expect(document.options).toEqual({
      nodes: 4,
      operations: 300,
      timeSeconds: null,
      seeds: 1,
      twin: false,
      mutant: null,
      scenario: "none",
      byzantine: 1,
      rotate: null,
    });
  });
});

describe("liars", () => {
  const argv = ["-n", "5", "-o", "600", "-s", "x", "--scenario", "none", "--byzantine", "2", "--rotate", "100"];

  test("are announced with what is expected of the others, and what fell is told and fails nothing", async () => {
    const { status, stdout } = await run(COMMAND, [...argv, "--seeds", "4"]);
    expect(stdout).toMatch(/^liars: 2 nodes at one time, others every 100 operations; lies:\s+equivocate,/m);
    expect(stdout).toMatch(/^expects: what each honest node promises alone$/m);
    expect(stdout).toMatch(/^fell first +runs +for example\n[a-z-]+ +\d+ +x/m);
    expect(stdout).toMatch(/^lie +told in +fell in +most often first +for example\n[a-z-]+ +\d+ +\d+ +/m);
    expect(status).toBe(0);
  });

  test("are in the document, and an example seed shows alone what it is an example of", async () => {
    const document = documentOf(await run(COMMAND, [...argv, "--seeds", "4", "--json"]));
    expect(Object.keys(document.fallen[0])).toEqual(["invariant", "runs", "seed"]);
    expect(Object.keys(document.lies[0])).toEqual(["lie", "runs", "fell", "first", "seed"]);
    expect(document.violations).toEqual([]);
    const [{ invariant, seed }] = document.fallen;
    const { fallen } = document.runs.find((one: { seed: string }) => one.seed === seed);
    expect(fallen[0]).toMatchObject({ invariant });
    const alone = await run(COMMAND, argv.with(argv.indexOf("x"), seed));
    expect(alone.stdout).toMatch(/^lies were told: /m);
    expect(alone.stdout).toMatch(new RegExp(`^${invariant} fell at event [\\d,]+, `, "m"));
    expect(alone.stdout).toMatch(/^pass: /m);
    expect(alone.status).toBe(0);
  });

  test("are as many as asked for, and take turns as asked for", async () => {
    const [still, turning] = await Promise.all(
      ["0", "100"].map(async (rotate) => documentOf(await run(COMMAND, [...argv.slice(0, -1), rotate, "--json"]))),
    );
    expect(still.exercised["liars appointed"]).toBe(1);
    expect(turning.exercised["liars appointed"]).toBe(6);
    expect(turning.fingerprint).not.toBe(still.fingerprint);
  });
});

describe("a planted bug", () => {
  // What comes of its tape is tested elsewhere.
  const argv = [
    "--mutant",
    "double-vote",
    "-o",
    "300",
    "-s",
    "it's",
    "--seeds",
    "40",
    "-j",
    "1",
    "--minimize-time",
    "0",
  ];

  test("is caught, with the faults that came before, and shown again by the line that is printed", async () => {
    const file = join(directory, "my storm.yaml");
    copyFileSync(join(PACKAGE_ROOT, "scenarios/storm.yaml"), file);
    const found = await run(COMMAND, [...argv, "--scenario", "my storm.yaml"], directory);
    expect(found.status).toBe(1);
    expect(found.stdout).toMatch(/^the last faults before that:\n {2}[ \d.]+ s {2}[a-z]/m);
    expect(found.stdout).toMatch(/^reproduce: node \S+kraft-fuzz-chaos.js -n 5 -o 300 -s 'it'\\''s/m);
    expect(found.stdout).toContain(`--scenario '${file}' --mutant double-vote`);
    const shown = await again(found.stdout);
    const explanation = /^FAIL on seed [\s\S]*?^reproduce/m;
    expect(explanation.exec(shown.stdout)![0]).toBe(explanation.exec(found.stdout)![0]);
    expect(shown.status).toBe(1);
  });

  test("is caught among liars too, and the line keeps them; the document has the faults", async () => {
    const liars = ["--scenario", "none", "--byzantine", "1", "--rotate", "50"];
    const { stdout, status } = await run(COMMAND, [...argv, ...liars]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^reproduce: npx kraft-fuzz-chaos .* --scenario none --byzantine 1 --rotate 50 --mutant /m);
    const document = documentOf(await run(COMMAND, [...argv, ...liars, "--json"]));
    expect(document.verdict).toBe("fail");
    expect(document.lastFaults.map(({ fault }: { fault: { kind: string } }) => fault.kind)).toContain("appoint-liars");
    expect(document.runs.at(-1).lastFaults).toEqual(document.lastFaults);
  });
});

test("an interrupt in mid-run ends with the summary so far and status 130", async () => {
  const argv = ["-o", "10000000", "-s", "x", "--scenario", "hellweek", "--seeds", "4", "-j", "2"];
  const { status, stdout, stderr } = await withTimeEnough(
    400,
    (durationMs) => interruptedAfter(durationMs, launch(COMMAND, argv)),
    (ended) => /^interrupted: 0 seeds, .* events?$/m.test(ended.stdout),
  );
  expect(stdout).toMatch(/^interrupted: 0 seeds, [\d,]+ operations?, [\d,]+ events?$/m);
  expect({ status, stderr }).toEqual({ status: 130, stderr: "" });
});

describe("what is wrong is answered in one line, with status 2, and nothing is run", () => {
  const wrongShare = write(
    "share.yaml",
    "title: Mine",
    "expects: safety",
    "faults:",
    "  pause: { chance: 1.5, for: 1s }",
  );

  test.each([
    [
      ["--scenario", "hellweak"],
      /there is no scenario "hellweak".*hellweek\b.*: give a .yaml file or one of byzantine, /,
    ],
    [["--scenario", wrongShare], /share.yaml:4: faults.pause.chance: .*not "?1.5/],
    [["--rotate", "5"], /--rotate needs liars, and nobody lies in mixed on 5 nodes: give --byzantine too/],
    [["--list", "-n", "3"], /--list takes no other flag but --json/],
  ])("%j", async (argv, message) => {
    const { status, stdout, stderr } = await run(COMMAND, argv);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^kraft-fuzz-chaos: [^\n]+\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

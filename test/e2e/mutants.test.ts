import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { crdtMutantIds } from "../../src/fuzz/crdt/crdt-mutant.ts";
import { coreTexts } from "../../src/fuzz/mutants/generated/core-texts.ts";
import { mutantsOf } from "../../src/fuzz/mutants/generated/generated-mutant.ts";
import { catalogueIds } from "../../src/fuzz/mutants/mutant.ts";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { type Ended, interruptedAfter, launch, run } from "./launch.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-e2e-"));
afterAll(() => rmSync(directory, { recursive: true }));

const timeless = (output: string): string => output.replace(/"wallMs": \d+|"cpuMs": {[^}]*}/g, "");
const quick = ["-s", "x", "-o", "300", "--seeds", "10"];

/** A mutant of the catalogue with one line changed, in a file of its own. */
function changed(id: string, from: string, to: string): string {
  const file = join(directory, `${id}.yaml`);
  const text = readFileSync(join(PACKAGE_ROOT, `corpus/mutants/${id}.yaml`), "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  return file;
}

function documentOf({ stdout, stderr }: Ended) {
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("--list", () => {
  const all = { "kraft-fuzz and kraft-fuzz-chaos": catalogueIds(), "kraft-fuzz-crdt": crdtMutantIds() };

  test("tells every mutant and what it is, by the commands that plant it", async () => {
    const { status, stdout, stderr } = await run("kraft-mutants", ["--list"]);
    const told = stdout.split(/^of (.*):\n/m).slice(1);
    const ids = (text: string) => [...text.matchAll(/^ {2}([a-z0-9-]+)(?: \(impossible\))?: \S/gm)].map(([, id]) => id);
    expect({ [told[0]!]: ids(told[1]!), [told[2]!]: ids(told[3]!) }).toEqual(all);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("is a document with --json", async () => {
    const { mutants, tool } = documentOf(await run("kraft-mutants", ["--list", "--json"]));
    expect(tool).toBe("kraft-mutants");
    expect(mutants.map(({ id }: { id: string }) => id)).toEqual(Object.values(all).flat());
    const [first] = mutants;
    expect(Object.keys(first)).toEqual(["id", "title", "expect", "breaks", "commands"]);
  });
});

describe("kraft-mutants", () => {
  test("shows which invariant killed each, of the core or of the sessions, and that an equivalent one survived", async () => {
    const ids = ["double-vote", "sessions-not-in-snapshot", "equivalent-unreachable-ignored"];
    const { status, stdout, stderr } = await run("kraft-mutants", [...ids, ...quick]);
    expect(stdout).toMatch(/^seed x\n3 mutants, up to 10 seeds or 60 s for each\n/);
    expect(stdout).toMatch(/^mutant +scenario +nodes +killed by +seeds +s$/m);
    expect(stdout).toMatch(/^double-vote +\S+ +\d+ +[a-z-]+ +\d+ +\d+\.\d$/m);
    expect(stdout).toMatch(/^sessions-not-in-snapshot +\(mix\) +5 +snapshot-fidelity +\d+ +\d+\.\d$/m);
    expect(stdout).toMatch(/^equivalent-unreachable-ignored +\(mix\) +5 +\(survived\) +10 +\d+\.\d$/m);
    expect(stdout).toMatch(/^3 of 3 mutants fared as expected$/m);
    expect(stdout).toMatch(/^to kill +median +worst +of\nseeds +\d +\d+ +[a-z-]+\nCPU s +\d+\.\d +\d+\.\d +[a-z-]+\n/m);
    expect(stdout).toMatch(/^over the 2 that were killed, of 2 that are to be$/m);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("prints one document, the same on any number of workers", async () => {
    const argv = ["double-vote", "vote-quorum-too-small", ...quick, "--json", "-j"];
    const [one, three] = await Promise.all(["1", "3"].map((workers) => run("kraft-mutants", [...argv, workers])));
    expect(timeless(three!.stdout)).toBe(timeless(one!.stdout));
    const document = documentOf(one!);
    expect(document).toMatchObject({ tool: "kraft-mutants", seed: "x", verdict: "pass" });
    expect(document.mutants).toHaveLength(2);
    expect(document.toKill).toMatchObject({ mutants: 2, killed: 2, seeds: { worst: expect.any(Number) } });
    expect(document.mutants[0]).toMatchObject({ id: "double-vote", fate: "killed", asExpected: true });
    expect(document.mutants[0].campaign).toMatchObject({ nodes: 5, operations: 300 });
    expect(one!.status).toBe(0);
  });

  test("compares what each took with what a strategy takes, in a table and in the document", async () => {
    const argv = ["double-vote", "equivalent-unreachable-ignored", "-s", "x", "-o", "300", "--seeds", "5"];
    const { status, stdout } = await run("kraft-mutants", [...argv, "--compare", "random"]);
    expect(stdout).toMatch(/^mutant +seeds +CPU s +random: seeds +CPU s +ratio$/m);
    expect(stdout).toMatch(/^double-vote +\d +\d+\.\d +\d +\d+\.\d +\d+\.\d\d$/m);
    expect(stdout).toMatch(/^CPU seconds against random, median of 1 ratio: \d+\.\d\d$/m);
    expect(status).toBe(0);
    const document = documentOf(await run("kraft-mutants", [...argv, "--compare", "random", "--json"]));
    expect(document.comparedWith).toBe("random");
    expect(document.compared).toMatchObject([{ id: "double-vote", other: { fate: "killed" } }]);
    const refused = await run("kraft-mutants", ["--compare", "luck"]);
    expect(refused.stderr).toMatch(/^kraft-mutants: --compare takes one of random, .*, not "luck"\n$/);
    expect(refused.status).toBe(2);
  });

  test("fails when a mutant survives that should not, or is killed that should not be", async () => {
    const survivor = changed("equivalent-unreachable-ignored", "expect: survives", "expect: killed");
    writeFileSync(survivor, readFileSync(survivor, "utf8").replace("breaks: []", "breaks: [election-safety]"));
    const survived = await run("kraft-mutants", [survivor, "-s", "x", "-o", "200", "--seeds", "2"]);
    expect(survived.stdout).toContain(
      "equivalent-unreachable-ignored should be killed by election-safety, but survived 2 seeds",
    );
    expect(survived.status).toBe(1);
    const summary = join(directory, "summary.md");
    const inWorkflow = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const argv = [survivor, "-s", "x", "-o", "200", "--seeds", "2", "--json"];
    const { stdout, stderr } = await launch("kraft-mutants", argv, undefined, inWorkflow).ended;
    expect(JSON.parse(stdout).verdict).toBe("fail");
    expect(stderr).toMatch(
      /^::error title=mutant equivalent-unreachable-ignored::equivalent-unreachable-ignored should be killed by /m,
    );
    expect(readFileSync(summary, "utf8")).toMatch(
      /^### kraft-mutants: 0 of 1 mutant fared as expected\n\n\| mutant \| /,
    );
    const victim = changed("vote-quorum-too-small", "expect: killed", "expect: survives");
    writeFileSync(victim, readFileSync(victim, "utf8").replace(/breaks: .*/, "breaks: []"));
    const killed = await run("kraft-mutants", [victim, ...quick]);
    expect(killed.stdout).toContain("vote-quorum-too-small should survive, but was killed by");
    expect(killed.status).toBe(1);
  });

  test("does not say of a mutant that it survived the seeds for which there was no time", async () => {
    const argv = ["equivalent-unreachable-ignored", "-s", "x", "-o", "300", "--seeds", "1000000", "-t", "2"];
    const { status, stdout } = await run("kraft-mutants", argv);
    expect(stdout).toMatch(/^equivalent-unreachable-ignored +\(mix\) +5 +\(out of time\) +[\d,]+ +2\.\d$/m);
    expect(stdout).toMatch(/^1 of 1 mutant fared as expected; the time was up for 1$/m);
    expect(status).toBe(0);
  });

  test("fails when only another invariant than foreseen fell, and tells which", async () => {
    const file = changed("double-vote", "breaks: [", "breaks: [contiguous-log] #");
    const { status, stdout } = await run("kraft-mutants", [file, ...quick, "--scenario", "mixed"]);
    expect(stdout).toMatch(
      /^double-vote should be killed by contiguous-log, but survived 10 seeds, in which something else fell: [a-z-]+ in \d/m,
    );
    expect(stdout).toMatch(/^double-vote +mixed +5 +\(survived\) /m);
    expect(stdout).toMatch(
      /^reproduce: npx kraft-fuzz-chaos -n 5 -o 300 -s x\S* --scenario mixed --mutant \S*\/double-vote.yaml$/m,
    );
    expect(stdout).toMatch(/^0 of 1 mutant fared as expected$/m);
    expect(status).toBe(1);
  });

  test("lists a bug that is impossible by construction, and runs nothing for it", async () => {
    const { status, stdout, stderr } = await run("kraft-mutants", ["heartbeat-commit-unbounded", "-s", "x"]);
    expect(stdout).toMatch(/^heartbeat-commit-unbounded +\(impossible\)$/m);
    expect(stdout).toMatch(
      /^0 of 0 mutants fared as expected\n1 more is impossible by construction; its file says why$/m,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const document = documentOf(await run("kraft-mutants", ["heartbeat-commit-unbounded", "-s", "x", "--json"]));
    expect(document).toMatchObject({
      verdict: "pass",
      mutants: [],
      impossible: [{ id: "heartbeat-commit-unbounded" }],
    });
  });

  test("cannot be run alone if it is impossible", async () => {
    const { status, stdout, stderr } = await run("kraft-fuzz", ["--mutant", "heartbeat-commit-unbounded"]);
    expect(stderr).toMatch(/^kraft-fuzz: the mutant heartbeat-commit-unbounded is impossible by construction, .*\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  test("refuses a mutant that is given twice", async () => {
    const { status, stderr } = await run("kraft-mutants", ["double-vote", "double-vote"]);
    expect(stderr).toBe("kraft-mutants: the mutant double-vote is given twice; once is allowed\n");
    expect(status).toBe(2);
  });

  test("tells what it knows when it is interrupted", async () => {
    const argv = ["equivalent-unreachable-ignored", "-s", "x", "-o", "10000000"];
    const { status, stdout, stderr } = await interruptedAfter(400, launch("kraft-mutants", argv));
    expect(stdout).toMatch(/^equivalent-unreachable-ignored +\(mix\) +5 +\(interrupted\) +0 /m);
    expect({ status, stderr }).toEqual({ status: 130, stderr: "" });
  });
});

describe("kraft-mutants --generated", () => {
  const killed = mutantsOf(coreTexts()).find(({ id }) => id.startsWith("log/append/no-statement"))!.id;

  test("shows what fell, and scores what was hunted", async () => {
    const { status, stdout } = await run("kraft-mutants", ["--generated", killed, "-s", "x", "-j", "1"]);
    expect(stdout).toMatch(/^seed x\n1 mutant of \d+, up to 600 s for each\n/);
    expect(stdout).toMatch(/^what fell first +mutants$/m);
    expect(stdout).toMatch(/^1 mutant: 1 killed, 0 not, 0 do not compile$/m);
    expect(stdout).toMatch(/^score: 100\.0 % of those that are not equivalent are killed,$/m);
    expect(stdout).toMatch(/^ +100\.0 % without survivors that only cost time or messages$/m);
    expect(status).toBe(0);
  });

  test("does not hunt again who is in the file of an earlier hunt", async () => {
    const directory = mkdtempSync(join(tmpdir(), "kraft-hunts-"));
    const file = join(directory, "hunts.json");
    const hunt = () => run("kraft-mutants", ["--generated", killed, "-s", "x", "-j", "1", "--resume", file]);
    const first = await hunt();
    const kept = JSON.parse(readFileSync(file, "utf8"));
    const { hunts } = kept.generatedHunts;
    expect(hunts).toMatchObject([{ id: killed, fate: "killed" }]);
    hunts[0].kill.by[0] = "as the file says";
    writeFileSync(file, JSON.stringify(kept));
    expect(await hunt()).toMatchObject({ status: 2, stderr: expect.stringContaining("is damaged") });
    kept.digest = createHash("sha256").update(JSON.stringify(kept.generatedHunts)).digest("hex").slice(0, 16);
    writeFileSync(file, JSON.stringify(kept));
    const second = await hunt();
    expect(second.stdout).toMatch(/^as the file says +1$/m);
    expect([first.status, second.status]).toEqual([0, 0]);
    writeFileSync(file, "{");
    expect(await hunt()).toMatchObject({ status: 2, stderr: expect.stringContaining("is damaged") });
    rmSync(directory, { recursive: true });
  });

  test("tells a workflow of GitHub the score", async () => {
    const folder = mkdtempSync(join(directory, "score-"));
    const inWorkflow = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: join(folder, "summary.md") };
    const argv = ["--generated", killed, "-s", "x", "-j", "1"];
    await launch("kraft-mutants", argv, undefined, inWorkflow).ended;
    expect(readFileSync(inWorkflow.GITHUB_STEP_SUMMARY, "utf8")).toMatch(
      /^### kraft-mutants --generated: 100\.0 % killed\n/,
    );
  });

  test("says which mutant there is not", async () => {
    const { status, stderr } = await run("kraft-mutants", ["--generated", "log/append/no-such-thing"]);
    expect(stderr).toContain('there is no generated mutant "log/append/no-such-thing"');
    expect(status).toBe(2);
  });
});

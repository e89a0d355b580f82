import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { type Ended, launch, plainEnvironment, run, somewhere } from "./launch.ts";

const failing = ["--mutant", "double-vote", "-n", "3", "-o", "300", "--seeds", "20", "-s", "b", "-j", "1"];

/** Of a campaign that failed, and where it left what it found. */
let found: Ended;
let folder: string;
let tape: string;

beforeAll(async () => {
  folder = somewhere();
  found = await run("kraft-fuzz", failing, folder);
  tape = join("corpus", readdirSync(join(folder, "corpus"))[0]!);
});

const here = (...argv: string[]): Promise<Ended> => run("kraft-fuzz", argv, folder);
const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");

function changed(name: string, from: string | RegExp, to: string): string {
  const text = textOf(tape);
  expect(text).toMatch(from);
  writeFileSync(join(folder, name), text.replace(from, to));
  return name;
}

/** The flags of a command that say which seed is searched, and how. */
function searchIn(command: string): string[] {
  const [, seed, strategy] = /-s (\S+) --strategy (\S+)/.exec(command)!;
  return ["-s", seed!, "--strategy", strategy!];
}

describe("a failure", () => {
  test("is told how small it became, its story, and where its tape and its report are", () => {
    expect(found.status).toBe(1);
    const { stdout } = found;
    expect(stdout).toMatch(
      /^minimized +before +after\ntape entries +[\d,]+ +\d+\nnodes +\d +\d\nmessages .*\nevents .*\n/m,
    );
    expect(stdout).toMatch(/^[a-z-]+ is broken: [A-Z]/m);
    expect(stdout).toMatch(/^what led to it, /m);
    expect(stdout).toMatch(/^the (logs|nodes) then/m);
    expect(stdout).toContain(`\ntape: ${tape}\nreport: ${tape.replace("corpus", "reports").replace("json", "html")}\n`);
    expect(tape).toMatch(/^corpus\/double-vote-[a-z-]+-[0-9a-f]{8}\.json$/);
  });

  test("is not told below counts that nobody looks for then, unless they are asked for", async () => {
    const counts = /^exercised +times$[\s\S]*^never happened: /m;
    expect(found.stdout).toMatch(/^FAIL on seed [\s\S]*^fingerprint: \w+\n\nminimized /m);
    expect(found.stdout).not.toMatch(counts);
    const argv = [...failing, "--minimize-time", "0"];
    expect((await run("kraft-fuzz", [...argv, "-v"], somewhere())).stdout).toMatch(counts);
    const { stdout } = await run("kraft-fuzz", [...argv, "--keep-going"], somewhere());
    expect(stdout).toMatch(counts);
  });

  test("has a tape that says what it is of", () => {
    const file = JSON.parse(textOf(tape));
    expect(file).toMatchObject({ schema: 1, mutant: "double-vote", violation: { invariant: file.invariant } });
    expect(file.command).toMatch(/^kraft-fuzz -n 3 -o 300 -s b\S* --strategy [a-z]+ --mutant double-vote$/);
    expect(file.meaning).toMatch(/^[A-Z].*\.$/);
    expect(file.tape.setup.nodes).toBeLessThanOrEqual(3);
    expect(file.reduction.entries[1]).toBe(file.tape.deeds.length + file.tape.departures.length);
  });

  test("is played again by the line that it is told with, from anywhere", () => {
    const [, replay] = /^replay: (.*)$/m.exec(found.stdout)!;
    const played = execFileSync("sh", ["-c", replay!], { cwd: somewhere(), env: plainEnvironment(), encoding: "utf8" });
    expect(played).toMatch(/^holds +\S+\.json: \S+ is violated with double-vote, and nothing without\n$/);
  });

  test("is kept once, and the same tape comes of it again, to the byte", async () => {
    const again = await here(...failing);
    const unwrapped = again.stdout.replace(/\n {2}/g, " ");
    expect(unwrapped).toContain(`\ntape: ${tape}, which shows the same cause and was there already\n`);
    expect(readdirSync(join(folder, "corpus"))).toHaveLength(1);
    const elsewhere = somewhere();
    await run("kraft-fuzz", failing, elsewhere);
    expect(readFileSync(join(elsewhere, tape), "utf8")).toBe(textOf(tape));
  });

  test("is told how small it became itself, whatever the tape of its cause that was there became", async () => {
    const stored = textOf(tape);
    writeFileSync(join(folder, tape), stored.replace(/("reduction": [\s\S]*?\[)\d+/, "$177777"));
    const { stdout } = await here(...failing);
    writeFileSync(join(folder, tape), stored);
    const reduced = (text: string) => /^minimized[\s\S]*?\n\n/m.exec(text)![0];
    expect(reduced(stdout)).toBe(reduced(found.stdout));
  });

  test("is left as it is without time to minimize, and its report goes where it is asked for", async () => {
    const elsewhere = somewhere();
    mkdirSync(join(elsewhere, "here"));
    const argv = [...failing, "--minimize-time", "0", "--report", "here/mine.html"];
    const { status, stdout } = await run("kraft-fuzz", argv, elsewhere);
    expect(status).toBe(1);
    expect(stdout).not.toContain("minimized");
    expect(stdout).toMatch(/^report: here\/mine\.html$/m);
    expect(readFileSync(join(elsewhere, "here/mine.html"), "utf8")).toMatch(/^<!doctype html>/i);
    const [name] = readdirSync(join(elsewhere, "corpus"));
    const file = JSON.parse(readFileSync(join(elsewhere, "corpus", name!), "utf8"));
    expect(file.reduction).toBeNull();
    expect(file.fingerprint).toBe(
      /^fingerprint: (\w+)$/m.exec(
        (
          await run(
            "kraft-fuzz",
            ["--mutant", "double-vote", "-n", "3", "-o", "300", ...searchIn(file.command), "--minimize-time", "0"],
            elsewhere,
          )
        ).stdout,
      )![1],
    );
  });

  test("is one document on standard output, with the paths in it", async () => {
    const elsewhere = somewhere();
    const { status, stdout } = await run("kraft-fuzz", [...failing, "--json"], elsewhere);
    const document = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(document).toMatchObject({ verdict: "fail", tape, isNewTape: true, minimizing: "done" });
    expect(document.reduction.entries[0]).toBeGreaterThan(document.reduction.entries[1]);
    expect(existsSync(join(elsewhere, document.tape))).toBe(true);
    expect(existsSync(join(elsewhere, document.report))).toBe(true);
  });

  test("is still told, with its story and its report, where no tape can be kept", async () => {
    const elsewhere = somewhere();
    writeFileSync(join(elsewhere, "corpus"), "no folder");
    const noTape = "cannot read the folder of tapes corpus: ENOTDIR";
    const { status, stdout } = await run("kraft-fuzz", [...failing, "--report", "page.html"], elsewhere);
    const story = /^minimized[\s\S]*(?=^replay: )/m.exec(found.stdout)![0];
    const reproduce = /^reproduce: .*$/m.exec(stdout)![0];
    expect(stdout).toContain(`\n${story}${reproduce}\n`);
    expect(stdout).not.toMatch(/^replay: /m);
    expect(stdout).toMatch(new RegExp(`^no tape: ${noTape}\nreport: page\\.html\n$`, "m"));
    expect(readFileSync(join(elsewhere, "page.html"), "utf8")).toMatch(/^<!doctype html>/i);
    expect(status).toBe(1);
    const document = JSON.parse((await run("kraft-fuzz", [...failing, "--json"], elsewhere)).stdout);
    expect(document).toMatchObject({ tape: null, noTape, minimizing: "done", reduction: { nodes: expect.any(Array) } });
    expect(existsSync(join(elsewhere, document.report))).toBe(true);
  });

  test("that passes leaves nothing behind", async () => {
    const elsewhere = somewhere();
    expect((await run("kraft-fuzz", ["-o", "200", "-s", "x"], elsewhere)).status).toBe(0);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

/** Its tape takes a good half of a minute to be made small. */
const long = ["--mutant", "figure-8", "-o", "6000", "-s", "2", "--strategy", "swarm", "--minimize-time", "1000"];

/** Interrupts a command so long after it has told a failure, from when on its tape is made. */
async function interrupted(argv: readonly string[], folder: string, afterMs: number): Promise<Ended> {
  const launched = launch("kraft-fuzz", argv, folder);
  launched.child.stdout!.on("data", (text: string) => {
    if (text.includes("fingerprint: ")) setTimeout(() => launched.child.kill("SIGINT"), afterMs);
  });
  return launched.ended;
}

test("an interrupt while the tape is made smaller keeps the best so far", async () => {
  const elsewhere = somewhere();
  let ended = await interrupted(long, elsewhere, 2_000);
  // A busy machine may not have had the time to make any.
  for (let waitMs = 4_000; ended.stdout.includes("no tape:"); waitMs *= 2) {
    ended = await interrupted(long, elsewhere, waitMs);
  }
  expect(ended.stdout).toMatch(
    /^the tape may not be the smallest: it was interrupted\nto make a smaller one: node \S+ -n 5 -o 6000 -s 2 --strategy swarm --mutant figure-8$/m,
  );
  expect(ended.stdout).toMatch(/^tape: corpus\/figure-8-/m);
  expect(ended.status).toBe(1);
  const replayed = await run("kraft-fuzz", ["--replay", "corpus"], elsewhere);
  expect(replayed.stdout).toMatch(/^1 of 1 tape holds$/m);
});

/** Votes twice, and lets some time go by before each vote: no machine is fast enough to record that in a moment. */
function slowVoter(folder: string): string[] {
  const file = join(folder, "slow-voter.yaml");
  const planted = readFileSync(join(PACKAGE_ROOT, "corpus/mutants/double-vote.yaml"), "utf8");
  const wait = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400) === 'timed-out' &&";
  writeFileSync(
    file,
    planted.replace("id: double-vote", "id: slow-voter").replace('replace: ""', `replace: "${wait}"`),
  );
  // It is asked for eleven votes.
  return ["--mutant", file, "-n", "3", "-o", "300", "-s", "b", "--strategy", "mixed"];
}

test("an interrupt before there is any tape waits until it is recorded, and keeps it as it is", async () => {
  const elsewhere = somewhere();
  const { status, stdout } = await interrupted(slowVoter(elsewhere), elsewhere, 0);
  expect(stdout).toMatch(/^the tape may not be the smallest: it was interrupted$/m);
  expect(stdout).toMatch(/^tape: corpus\/slow-voter-/m);
  expect(status).toBe(1);
});

test("a second interrupt waits for no tape, and the line that reproduces is told", async () => {
  const elsewhere = somewhere();
  const launched = launch("kraft-fuzz", slowVoter(elsewhere), elsewhere);
  launched.child.stdout!.on("data", (text: string) => {
    if (!text.includes("fingerprint: ")) return;
    launched.child.kill("SIGINT");
    setTimeout(() => launched.child.kill("SIGINT"), 500);
  });
  const { stdout } = await launched.ended;
  expect(launched.child.signalCode).toBe("SIGINT");
  expect(stdout).toMatch(/^reproduce: node \S+kraft-fuzz\.js -n 3 /m);
  expect(stdout).not.toContain("tape: ");
});

describe("a replay", () => {
  test("of a tape or a folder says that each holds", async () => {
    const one = await here("--replay", tape);
    expect(one.stdout).toMatch(
      /^holds +corpus\/double-vote-\S+\.json: \S+ is violated with double-vote, and nothing without\n$/,
    );
    expect(one).toMatchObject({ status: 0, stderr: "" });
    for (const command of ["kraft-fuzz", "kraft-fuzz-chaos"]) {
      const all = await run(command, ["--replay", "corpus/"], folder);
      expect(all.stdout).toBe(`${one.stdout}\n1 of 1 tape holds\n`);
      expect(all).toMatchObject({ status: 0, stderr: "" });
    }
  });

  test("fails where a tape does not show what its file says, and goes on", async () => {
    mkdirSync(join(folder, "mixed/below"), { recursive: true });
    const other = /"fingerprint": "\w+"/;
    changed("mixed/a.json", other, '"fingerprint": "0000000000000000"');
    changed("mixed/b.json", '"schema": 1', '"schema": 2');
    changed("mixed/below/c.json", '"schema": 1', '"schema": 1');
    const { status, stdout } = await here("--replay", "mixed");
    expect(stdout).toMatch(
      /^differs +mixed\/a\.json: with double-vote the fingerprint is \w+, and not 0000000000000000$/m,
    );
    expect(stdout).toMatch(/^refused +mixed\/b\.json is a tape of version 2, of a newer kraft: /m);
    expect(stdout).toMatch(/^holds +mixed\/below\/c\.json: /m);
    expect(stdout).toMatch(/^1 of 3 tapes hold$/m);
    expect(status).toBe(1);
    const document = JSON.parse((await here("--replay", "mixed", "--json")).stdout);
    expect(document).toMatchObject({ tool: "kraft-fuzz", verdict: "fail" });
    expect(document.tapes.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["differs", "refused", "holds"]);
  });

  test("of a bug that is there prints the failure as a run does", async () => {
    // No leader is heard in time, as if a bug were in the core itself.
    const text = textOf(tape)
      .replace(/"mutant": "[^"]*"/, '"mutant": null')
      .replace(/"latencyUs": \d+/, '"latencyUs": 2000000');
    const hopeless = text.replace(/"endsAtUs": \d+/, '"calmAtUs": 100000');
    writeFileSync(join(folder, "real.json"), hopeless);
    const { status, stdout } = await here("--replay", "real.json");
    expect(stdout).toMatch(/^FAIL on the tape real\.json\nliveness is violated at event /);
    expect(stdout).toMatch(/^reproduce: node \S+kraft-fuzz\.js --replay \S+\/real\.json$/m);
    expect(stdout).toMatch(/^fails +real\.json: liveness is violated$/m);
    expect(status).toBe(1);
  });

  test.each([
    ["a file that is not there", ["--replay", "nowhere.json"], "there is no tape and no folder of tapes nowhere.json"],
    [
      "a file that is cut off",
      ["--replay", "cut.json"],
      "cut.json is not a tape, which is a JSON document: it is cut off",
    ],
    ["a folder without tapes", ["--replay", "empty"], "there is no tape, a .json file, below the folder empty"],
    [
      "other flags",
      ["--replay", "corpus", "--seeds", "3"],
      "--replay takes no other flag but --json and --verbose, and --seeds is given",
    ],
    [
      "a tape that is none",
      ["--explain", "cut.json"],
      "cut.json is not a tape, which is a JSON document: it is cut off",
    ],
    [
      "nothing to compare with",
      ["--explain", "real.json", "--against"],
      "--against needs a tape of a planted bug, and real.json has none",
    ],
    ["nothing to explain", ["--against"], "--against needs --explain, and a tape of a planted bug"],
  ])("is refused in one line with %s", async (_, argv, message) => {
    mkdirSync(join(folder, "empty"), { recursive: true });
    writeFileSync(join(folder, "cut.json"), textOf(tape).split('"deeds"')[0]!);
    expect(await here(...argv)).toEqual({ status: 2, stdout: "", stderr: `kraft-fuzz: ${message}\n` });
  });
});

describe("an explanation", () => {
  test("is the story that the failure was told with", async () => {
    const { status, stdout, stderr } = await here("--explain", tape);
    expect(found.stdout).toContain(stdout);
    expect(stdout).toMatch(/^what led to it, /m);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("shows where the run parts from one without the bug", async () => {
    const { stdout } = await here("--explain", tape, "--against");
    expect(stdout).toMatch(/^with and without double-vote the run is the same until event \d+, at \d/m);
    expect(stdout).toMatch(/^ {2}with double-vote:\n {4}\S.*\n/m);
    expect(stdout).toMatch(/^ {2}without it:\n {4}\S.*\n/m);
  });

  test("is written as a report too if it is asked for", async () => {
    const { stdout } = await here("--explain", tape, "--report", "explained.html");
    expect(stdout).toMatch(/^report: explained\.html$/m);
    expect(textOf("explained.html")).toMatch(/^<!doctype html>/i);
    const unnamed = await here("--explain", tape, "--report");
    expect(unnamed.stdout).toMatch(/^report: reports\/double-vote-\S+\.html$/m);
  });

  test("says so where what is played is not what was written down", async () => {
    const { event } = JSON.parse(textOf(tape)).violation;
    const { stdout: same } = await here("--explain", tape);
    expect(same).not.toContain("not what was written down");
    const other = changed("other.json", `"event": ${event}`, '"event": 1');
    const { stdout } = await here("--explain", other);
    expect(stdout).toMatch(
      new RegExp(
        `^not what was written down: that broke (\\S+) at event 1, and what is played now breaks \\1 at event ${event}\n\n`,
      ),
    );
  });

  test("writes its report over no file that is none, and least of all over its tape", async () => {
    const before = textOf(tape);
    const { status, stderr } = await here("--explain", tape, "--report", tape);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `kraft-fuzz: will not replace ${tape}, which is no report\n`,
    });
    expect(textOf(tape)).toBe(before);
    await here("--explain", tape, "--report", "twice.html");
    expect((await here("--explain", tape, "--report", "twice.html")).status).toBe(0);
  });

  test("of a tape on which nothing breaks says what was done, and that there is no report", async () => {
    const mended = changed("mended.json", '"mutant": "double-vote"', '"mutant": null');
    const { status, stdout } = await here("--explain", mended, "--report", "mended.html");
    expect(status).toBe(0);
    expect(stdout).toBe(
      "nothing is violated on mended.json any more: it was played to its end, on the core as it is\n" +
        "no report is written: a report shows how something broke\n",
    );
    expect(existsSync(join(folder, "mended.html"))).toBe(false);
  });
});

test("kraft-mutants writes the tape of each killed mutant under its name, the same on any number of workers", async () => {
  const ids = ["double-vote", "vote-quorum-too-small", "equivalent-unreachable-ignored"];
  const argv = [...ids, "--tapes", "-s", "x", "-o", "600", "--seeds", "4"];
  const [one, two] = [somewhere(), somewhere()];
  const ended = await run("kraft-mutants", [...argv, "-j", "1"], one);
  expect(ended.stdout).toMatch(/^2 tapes written to corpus\/$/m);
  await run("kraft-mutants", [...argv, "-j", "3"], two);
  expect(readdirSync(join(one, "corpus"))).toEqual(["double-vote.json", "vote-quorum-too-small.json"]);
  for (const name of ["double-vote.json", "vote-quorum-too-small.json"]) {
    expect(readFileSync(join(two, "corpus", name), "utf8")).toBe(readFileSync(join(one, "corpus", name), "utf8"));
  }
  expect((await run("kraft-fuzz", ["--replay", "corpus"], one)).stdout).toMatch(/^2 of 2 tapes hold$/m);
});

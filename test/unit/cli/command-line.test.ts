import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { helpText, readCommandLine } from "../../../src/cli/command-line.ts";
import { type FuzzOptions, fuzzCommand, fuzzOptions } from "../../../src/cli/fuzz-options.ts";
import { mutantsCommand, mutantsOptions } from "../../../src/cli/mutants-options.ts";
import { tapeOptions } from "../../../src/cli/tape-options.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { DISK_KINDS } from "../../../src/fuzz/profile/disk-kind.ts";
import { CAMPAIGN_STRATEGY_NAMES } from "../../../src/fuzz/strategies/strategy-name.ts";

const read = (...argv: string[]): FuzzOptions => fuzzOptions(readCommandLine(fuzzCommand, argv));

function complaint(...argv: string[]): string {
  try {
    read(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`${argv.join(" ")} was taken`);
}

describe("the flags of kraft-fuzz", () => {
  test("have defaults", () => {
    expect(read()).toEqual({
      nodes: 5,
      operations: 10_000,
      timeLimitMs: undefined,
      seed: undefined,
      seeds: 1,
      workers: undefined,
      twin: false,
      mutant: undefined,
      minimizeLimitMs: 30_000,
      report: undefined,
      verbose: false,
      json: false,
      jsonLines: false,
      keepsGoing: false,
      resume: undefined,
      hangMs: 60_000,
    });
  });

  test("are taken short, long, joined or apart", () => {
    const options = { nodes: 7, operations: 500, timeLimitMs: 1500, seed: "1", seeds: 20, workers: 3 };
    const short = read("-n", "7", "-o500", "-t=1.5", "-s", "1", "--seeds", "20", "-j", "3");
    const long = read("--nodes=7", "--operations", "500", "--time", "1.5", "--seed=1", "--seeds=20", "--workers=3");
    expect(short).toMatchObject(options);
    expect(long).toEqual(short);
    expect(read("-v", "--json", "--twin", "--mutant", "x")).toMatchObject({
      verbose: true,
      json: true,
      twin: true,
      mutant: "x",
    });
  });

  test("say what disks hold, or leave it to the seeds", () => {
    expect(read().disk).toBeUndefined();
    for (const disk of DISK_KINDS) expect(read("--disk", disk).disk).toBe(disk);
  });

  test("name a strategy, or leave the usual one", () => {
    expect(read().strategy).toBeUndefined();
    for (const name of CAMPAIGN_STRATEGY_NAMES) expect(read("--strategy", name).strategy).toBe(name);
  });

  test("leave it to what finds new behaviour how several seeds are searched", () => {
    expect(read("--seeds", "1").strategy).toBeUndefined();
    expect(read("--seeds", "2").strategy).toBe("adaptive");
    expect(read("-t", "5").strategy).toBe("adaptive");
    expect(read("-t", "5", "--strategy", "swarm").strategy).toBe("swarm");
  });

  test("may be as low and as high as they say", () => {
    expect(read("-n", "1", "-o", "1", "--seeds", "1", "-j", "1", "-t", "0.001")).toMatchObject({ nodes: 1, seeds: 1 });
    const highest = read("-n", "25", "-o", "10000000", "--seeds", "1000000", "-j", "64", "-t", "1000000");
    expect(highest).toMatchObject({ nodes: 25, operations: 10_000_000, seeds: 1_000_000, workers: 64 });
  });

  test("mean the same in any order", () => {
    const flags = [
      ["-n", "7"],
      ["-o", "50"],
      ["-t", "2"],
      ["-s", "x"],
      ["--seeds", "3"],
      ["-v"],
      ["--json"],
      ["--twin"],
    ];
    const expected = read(...flags.flat());
    fc.assert(
      fc.property(fc.shuffledSubarray(flags, { minLength: flags.length }), (shuffled) => {
        expect(read(...shuffled.flat())).toEqual(expected);
      }),
    );
  });

  test("with a time and no number of seeds go on until the time is up", () => {
    expect(read("-t", "5").seeds).toBe(Number.POSITIVE_INFINITY);
    expect(read("-t", "5", "--seeds", "9").seeds).toBe(9);
  });

  test.each([["1"], ["0x10"], ["007"], ["1e3"], ["-5"], ["true"], ["a b'c\"d$e"], ["émile ☃"]])(
    "keep the seed %j as it was typed",
    (seed) => {
      expect(read("-s", seed).seed).toBe(seed);
    },
  );

  test("minimize for as long as they say, or not at all", () => {
    expect(read("--minimize-time", "2.5").minimizeLimitMs).toBe(2500);
    expect(read("--minimize-time", "0").minimizeLimitMs).toBe(0);
    expect(read("--report", "a.html").report).toBe("a.html");
    // That folder is kraft's own.
    expect(read("--report", "reports/a.html").report).toBe("reports/a.html");
    expect(read("--report").report).toBeUndefined();
  });

  test("keep a seed that looks like a flag when it is joined", () => {
    expect(read("--seed=--json").seed).toBe("--json");
    expect(read("--seed=--json").json).toBe(false);
  });

  test.each([
    [["-n", "0"], '-n takes a whole number from 1 to 25, not "0"'],
    [["-n", "26"], '-n takes a whole number from 1 to 25, not "26"'],
    [["-n", "2.5"], '-n takes a whole number from 1 to 25, not "2.5"'],
    [["-n", "-1"], '-n takes a whole number from 1 to 25, not "-1"'],
    [["-n", "0x5"], '-n takes a whole number from 1 to 25, not "0x5"'],
    [["-n", "5 "], '-n takes a whole number from 1 to 25, not "5 "'],
    [["--nodes", "five"], '-n takes a whole number from 1 to 25, not "five"'],
    [["-o", "abc"], '-o takes a whole number from 1 to 10000000, not "abc"'],
    [["-o", "1e3"], '-o takes a whole number from 1 to 10000000, not "1e3"'],
    [["-o", "10000001"], '-o takes a whole number from 1 to 10000000, not "10000001"'],
    [["-o", "9".repeat(400)], "-o takes a whole number from 1 to 10000000, not"],
    [["-t", "-1"], '-t takes a number of seconds above 0 and up to 1000000, not "-1"'],
    [["-t", "0"], '-t takes a number of seconds above 0 and up to 1000000, not "0"'],
    [["-t", "NaN"], '-t takes a number of seconds above 0 and up to 1000000, not "NaN"'],
    [["-t", "Infinity"], '-t takes a number of seconds above 0 and up to 1000000, not "Infinity"'],
    [["--seeds", "0"], '--seeds takes a whole number from 1 to 1000000, not "0"'],
    [["-j", "65"], '-j takes a whole number from 1 to 64, not "65"'],
    [["-s", "two\nlines"], '-s takes text of printable characters, not "two\\nlines"'],
    [["-s", ""], "-s takes text of printable characters, and none is given"],
    [["-s"], "-s takes text of printable characters, and none is given"],
    [["-n"], "-n takes a whole number from 1 to 25, and none is given"],
    [["-n", "--json"], "-n takes a whole number from 1 to 25, and none is given"],
    [["-n", "--", "5"], "unexpected argument"],
    [["-n", "5", "-n", "5"], "-n is given 2 times; once is allowed"],
    [["-n", "5", "--nodes", "6"], "-n is given 2 times; once is allowed"],
    [["--json", "--jsonl"], "--json prints one document and --jsonl many lines: only one of them can be asked for"],
    [["--json", "--json"], "--json is given 2 times; once is allowed"],
    [["-v", "--verbose"], "-v is given 2 times; once is allowed"],
    [["-vv"], "-v is given 2 times; once is allowed"],
    [["--json=yes"], "--json takes no value"],
    [["--twin", "false"], "--twin takes no value"],
    [["-v=1"], "-v takes no value"],
    [["--sedes", "4"], 'there is no flag "--sedes", did you mean --seeds? the flags are -n -o -t -s --seeds -j'],
    [["--no-json"], 'there is no flag "--no-json"; the flags are'],
    [["-o5000x"], 'there is no flag "-o5000x"; the flags are'],
    [["-vx"], 'there is no flag "-vx"; the flags are'],
    [["-x"], 'there is no flag "-x"; the flags are'],
    [["--constructor"], 'there is no flag "--constructor"; the flags are'],
    [["5000"], 'unexpected argument "5000": kraft-fuzz takes flags only'],
    [["-n", "7", "8"], 'unexpected argument "8": kraft-fuzz takes flags only'],
    [["--minimize-time", "-1"], '--minimize-time takes a number of seconds from 0 to 1000000, not "-1"'],
    [["--minimize-time", "soon"], '--minimize-time takes a number of seconds from 0 to 1000000, not "soon"'],
    [["--minimize-time"], "--minimize-time takes a number of seconds from 0 to 1000000, and none is given"],
    [["--report", "a", "--report", "b"], "--report is given 2 times; once is allowed"],
    [["--report", "no/such/a.html"], "--report cannot write no/such/a.html: there is no folder no/such"],
    [["--report", "package.json/a.html"], "--report cannot write package.json/a.html: there is no folder package.json"],
    [["--report", "--report"], "--report is given 2 times; once is allowed"],
    [["--disk", "tape"], '--disk takes one of records, bytes, not "tape"'],
    [
      ["--strategy", "Swarm"],
      '--strategy takes one of random, swarm, priority, targeted, majorities, mixed, adaptive, not "Swarm"',
    ],
    [["--mutant"], "--mutant takes the id of a mutant or a .yaml file, and none is given"],
  ])("refuse %j", (argv, message) => {
    expect(complaint(...argv)).toContain(message);
    expect(complaint(...argv)).not.toContain("\n");
  });

  test("are taken or refused in one line, whatever is typed", () => {
    const known = fuzzCommand.flags.flatMap(({ long, short }) => [`--${long}`, `-${short ?? "x"}`]);
    const argument = fc.oneof(fc.constantFrom(...known, "--", "-", "5", "true"), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 6 }), (argv) => {
        try {
          read(...argv);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message).not.toMatch(/[\r\n]/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a tape", () => {
  const tape = (...argv: string[]) => tapeOptions(readCommandLine(fuzzCommand, argv));

  test("is replayed or explained, or seeds are run", () => {
    expect(tape("-n", "5", "--report", "x.html")).toBeUndefined();
    expect(tape("--replay", "corpus/", "-v")).toEqual({ kind: "replay", path: "corpus/", verbose: true, json: false });
    expect(tape("--json", "--replay=a.json")).toEqual({ kind: "replay", path: "a.json", verbose: false, json: true });
    const explained = { kind: "explain", path: "a.json", against: false, report: undefined };
    expect(tape("--explain", "a.json")).toEqual(explained);
    expect(tape("--against", "--explain", "a.json")).toEqual({ ...explained, against: true });
    expect(tape("--explain", "a.json", "--report", "b.html")).toEqual({ ...explained, report: "b.html" });
    expect(tape("--explain", "a.json", "--report")).toEqual({ ...explained, report: "" });
    expect(tape("--report", "--explain", "a.json")).toEqual({ ...explained, report: "" });
  });

  test.each([
    [["--replay"], "--replay takes a tape or a folder of tapes, and none is given"],
    [["--explain"], "--explain takes a tape, and none is given"],
    [["--replay", "a", "--seeds", "5"], "--replay takes no other flag but --json and --verbose, and --seeds is given"],
    [
      ["--replay", "a", "--explain", "b"],
      "--replay takes no other flag but --json and --verbose, and --explain is given",
    ],
    [["--explain", "a", "--report", "no/a.html"], "--report cannot write no/a.html: there is no folder no"],
    [["--replay", "a", "--report"], "--replay takes no other flag but --json and --verbose, and --report is given"],
    [["--explain", "a", "-n", "5"], "--explain takes no other flag but --against and --report, and --nodes is given"],
    [["--explain", "a", "--json"], "--explain takes no other flag but --against and --report, and --json is given"],
    [["--against"], "--against needs --explain, and a tape of a planted bug"],
    [["--replay", "a\nb"], '--replay takes a tape or a folder of tapes, not "a\\nb"'],
  ])("is refused with %j", (argv, message) => {
    expect(() => tape(...argv)).toThrow(new UsageError(message));
  });
});

describe("the flags of kraft-mutants", () => {
  test("stand beside ids and files", () => {
    const line = readCommandLine(mutantsCommand, [
      "figure-8",
      "-j",
      "2",
      "./mine.yaml",
      "--seeds",
      "9",
      "-t",
      "3",
      "--scenario",
      "gc",
    ]);
    expect(mutantsOptions(line)).toEqual({
      mutants: ["figure-8", "./mine.yaml"],
      nodes: undefined,
      operations: undefined,
      scenario: "gc",
      timeLimitMs: 3000,
      seed: undefined,
      seeds: 9,
      workers: 2,
      json: false,
    });
  });

  test("have defaults, and no twin", () => {
    expect(mutantsOptions(readCommandLine(mutantsCommand, []))).toMatchObject({ seeds: 200, timeLimitMs: 60_000 });
    expect(() => readCommandLine(mutantsCommand, ["--twin"])).toThrow('there is no flag "--twin"');
  });
});

test("help names every flag and fits 80 columns", async () => {
  for (const command of [fuzzCommand, mutantsCommand]) {
    const help = await helpText(command);
    for (const { long, short } of command.flags) {
      expect(help).toContain(`--${long}`);
      if (short !== undefined) expect(help).toContain(`-${short}, `);
    }
    for (const line of help.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  }
});

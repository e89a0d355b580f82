import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chaosCommand, chaosOptions } from "../../../src/cli/chaos-options.ts";
import { chosenScenario } from "../../../src/cli/chosen-scenario.ts";
import { type Flag, helpText, readCommandLine } from "../../../src/cli/command-line.ts";
import { exhaustiveFlags } from "../../../src/cli/exhaustive-options.ts";
import { type FuzzOptions, fuzzCommand, fuzzOptions } from "../../../src/cli/fuzz-options.ts";
import { asksForList } from "../../../src/cli/list-flag.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { loadScenario, ScenarioError } from "../../../src/fuzz/scenarios/scenario-file.ts";
import { LIES } from "../../../src/sut/index.ts";

const read = (...argv: string[]): FuzzOptions => chaosOptions(readCommandLine(chaosCommand, argv));
const choose = (...argv: string[]) => chosenScenario(read(...argv))!;
const list = (...argv: string[]): boolean => asksForList(readCommandLine(chaosCommand, argv));

describe("the flags of kraft-fuzz-chaos", () => {
  test("are those of kraft-fuzz and a few of its own, with the same defaults", () => {
    const own = ["scenario", "byzantine", "rotate", "list"];
    const isOther = (flag: Flag) => exhaustiveFlags.includes(flag) || flag.long === "strategy";
    const shared = fuzzCommand.flags.filter((flag) => !isOther(flag));
    expect(chaosCommand.flags.filter(({ long }) => !own.includes(long))).toEqual(shared);
    expect(read()).toEqual({ ...fuzzOptions(readCommandLine(fuzzCommand, [])), scenario: "mixed" });
  });

  test("leave it to the scenario how seeds are searched, however many there are", () => {
    expect(read("--seeds", "20").strategy).toBeUndefined();
  });

  test("mean the same in any order", () => {
    const flags = [["-n", "7"], ["-o", "50"], ["-s", "x"], ["--scenario", "gc"], ["--byzantine", "2"], ["--rotate=9"]];
    const expected = read(...flags.flat());
    expect(expected).toMatchObject({ nodes: 7, scenario: "gc", byzantine: 2, rotate: 9 });
    fc.assert(
      fc.property(fc.shuffledSubarray(flags, { minLength: flags.length }), (shuffled) => {
        expect(read(...shuffled.flat())).toEqual(expected);
      }),
    );
  });

  test.each([
    [["--byzantine", "0"], '--byzantine takes a whole number from 1 to 24, not "0"'],
    [["--byzantine", "all"], '--byzantine takes a whole number from 1 to 24, not "all"'],
    [["--byzantine", "5"], '--byzantine takes a whole number from 1 to 4 of 5 nodes, not "5": one node must be honest'],
    [["--byzantine", "3", "-n", "3"], "--byzantine takes a whole number from 1 to 2 of 3 nodes"],
    [["--byzantine", "1", "-n", "1"], '--byzantine needs at least 2 nodes, not "1"'],
    [["--rotate", "-1"], '--rotate takes a whole number from 0 to 10000000, not "-1"'],
    [["--scenario"], "--scenario takes the name of a scenario or a .yaml file, and none is given"],
    [["--scenario", "gc", "--scenario", "gc"], "--scenario is given 2 times; once is allowed"],
    [["--scenaro", "gc"], 'there is no flag "--scenaro", did you mean --scenario? the flags are --scenario'],
    [["--json", "--jsonl"], "--json prints one document and --jsonl many lines: only one of them can be asked for"],
    [["hellweek"], 'unexpected argument "hellweek": kraft-fuzz-chaos takes flags only'],
  ])("refuse %j", (argv, message) => {
    expect(() => read(...argv)).toThrow(UsageError);
    expect(() => read(...argv)).toThrow(message);
  });

  test("refuse disks of bytes where nodes gossip, for they would say nothing", () => {
    const message = "--disk bytes is not for gossip: what nodes gossip is kept as records";
    expect(() => choose("--scenario", "gossip", "--disk", "bytes")).toThrow(new UsageError(message));
    expect(choose("--scenario", "gossip", "--disk", "records").name).toBe("gossip");
    expect(choose("--scenario", "gc", "--disk", "bytes").name).toBe("gc");
  });

  test("may ask for as many liars as leave one node honest", () => {
    expect(read("--byzantine", "4").byzantine).toBe(4);
    expect(read("-n", "25", "--byzantine", "24").byzantine).toBe(24);
  });

  test("ask for the list alone or as JSON", () => {
    expect([list(), list("--list"), list("--json", "--list")]).toEqual([false, true, true]);
    expect(() => list("--list", "-n", "3")).toThrow("--list takes no other flag but --json, and --nodes is given");
    expect(() => list("-v", "--list")).toThrow("--list takes no other flag but --json, and --verbose is given");
  });
});

describe("the scenario that is run", () => {
  test("is the file's where no liars are asked for", () => {
    expect(choose()).toEqual(loadScenario("mixed"));
    expect(choose("--scenario", "byzantine")).toEqual(loadScenario("byzantine"));
    expect(chosenScenario(fuzzOptions(readCommandLine(fuzzCommand, [])))).toBeUndefined();
    expect(() => choose("--scenario", "hellweak")).toThrow(ScenarioError);
  });

  test("where nobody lies: with liars that tell every lie, without an operator, and less is expected", () => {
    const liars = { liars: 2, lies: LIES, rotateEveryOperations: 0 };
    const { operator, ...storm } = loadScenario("mixed");
    expect(operator).toBeDefined();
    expect(choose("--byzantine", "2")).toEqual({ ...storm, expects: "promises", liars });
  });

  test("where somebody lies: with so many liars, who tell the same lies, and the same is expected", () => {
    for (const name of ["byzantine", "byzantine-multi", "hellweek"]) {
      const scenario = loadScenario(name);
      const expected = { ...scenario, liars: { ...scenario.liars, liars: 3 } };
      expect(choose("--scenario", name, "--byzantine", "3")).toEqual(expected);
    }
  });

  test("lets others take over as asked for", () => {
    expect(choose("--scenario", "byzantine", "--rotate", "7").liars).toMatchObject({ rotateEveryOperations: 7 });
    expect(choose("--scenario", "byzantine", "--rotate", "0").liars).toMatchObject({ rotateEveryOperations: 0 });
    expect(choose("--byzantine", "1", "--rotate", "7").liars).toMatchObject({ liars: 1, rotateEveryOperations: 7 });
  });

  test.each([
    [["--rotate", "5"], "--rotate needs liars, and nobody lies in mixed on 5 nodes: give --byzantine too"],
    [["--rotate", "0", "--scenario", "none"], "--rotate needs liars, and nobody lies in none on 5 nodes"],
    [["--rotate", "5", "--scenario", "byzantine-multi", "-n", "3"], "nobody lies in byzantine-multi on 3 nodes"],
  ])("cannot take turns where nobody lies: %j", (argv, message) => {
    expect(() => choose(...argv)).toThrow(UsageError);
    expect(() => choose(...argv)).toThrow(message);
  });
});

test("help names every flag and fits 80 columns", async () => {
  const help = await helpText(chaosCommand);
  for (const { long } of chaosCommand.flags) expect(help).toContain(`--${long}`);
  for (const line of help.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  for (const [example] of chaosCommand.examples) expect(help).toContain(example);
});

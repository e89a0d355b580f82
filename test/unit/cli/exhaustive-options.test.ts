import { describe, expect, test } from "vitest";
import { readCommandLine } from "../../../src/cli/command-line.ts";
import {
  type ExhaustiveOptions,
  exhaustiveFlags,
  exhaustiveOptions,
  wordsOfScope,
} from "../../../src/cli/exhaustive-options.ts";
import { fuzzCommand, mutantFlag } from "../../../src/cli/fuzz-options.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { QUIET, usualScopes } from "../../../src/fuzz/exhaustive/scope.ts";

const read = (...argv: string[]): ExhaustiveOptions | undefined =>
  exhaustiveOptions(readCommandLine(fuzzCommand, argv), mutantFlag);

describe("the flags of an exhaustive search", () => {
  test("leave everything to the seeds if it is not asked for", () => {
    expect(read("-n", "7", "--seeds", "3")).toBeUndefined();
  });

  test("without more explore the usual scopes of three nodes and three commands", () => {
    expect(read("--exhaustive")).toEqual({
      nodes: 3,
      operations: 3,
      scopes: usualScopes(3, 3),
      maxDepth: Number.POSITIVE_INFINITY,
      memoryLimitBytes: 2_000_000_000,
      timeLimitMs: undefined,
      mutant: undefined,
      json: false,
    });
  });

  test("choose one scope as soon as one of its budgets is given", () => {
    const quiet = { ...QUIET, nodes: 2, commands: 1 };
    const given = (...argv: string[]) => read("--exhaustive", "-n", "2", "-o", "1", ...argv)?.scopes;
    expect(given("--timeouts", "3")).toEqual([{ ...quiet, timeouts: 3 }]);
    expect(given("--crashes", "2", "--slow-syncs", "1")).toEqual([{ ...quiet, crashes: 2, slowSyncs: 1 }]);
    expect(given("--drops", "1", "--heartbeats", "4")).toEqual([{ ...quiet, drops: 1, heartbeats: 4 }]);
    expect(given("--open", "5")).toEqual([{ ...quiet, open: 5 }]);
    expect(given("--depth", "5")).toEqual(usualScopes(2, 1));
    expect(read("--exhaustive", "-o", "0", "--timeouts", "3")?.scopes).toEqual([
      { ...QUIET, nodes: 3, commands: 0, timeouts: 3 },
    ]);
  });

  test("are written again from each scope that they choose, so that they choose it alone", () => {
    for (const scope of usualScopes(3, 2)) {
      expect(read(...wordsOfScope(scope, 2_000_000_000))).toEqual({
        ...read("--exhaustive"),
        operations: scope.commands,
        scopes: [scope],
      });
    }
    expect(wordsOfScope(usualScopes(3, 3)[1]!, 300_000_000).join(" ")).toBe(
      "--exhaustive -n 3 -o 1 --timeouts 1 --crashes 1 --slow-syncs 1 --memory 300",
    );
  });

  test("without commands have fewer usual scopes, as some of them are then the same", () => {
    const scopes = read("--exhaustive", "-o", "0")!.scopes;
    expect(scopes.length).toBeLessThan(usualScopes(3, 3).length);
    expect(new Set(scopes.map((scope) => JSON.stringify(scope))).size).toBe(scopes.length);
    expect(scopes.every(({ commands }) => commands === 0)).toBe(true);
  });

  test("bound a search by its depth, by memory and by time", () => {
    expect(read("--exhaustive", "--depth", "9", "--memory", "500", "-t", "2.5", "--json")).toMatchObject({
      maxDepth: 9,
      memoryLimitBytes: 500_000_000,
      timeLimitMs: 2500,
      json: true,
    });
  });

  test.each([
    [["--crashes", "1"], "--crashes needs --exhaustive"],
    [["--depth", "1", "-n", "3"], "--depth needs --exhaustive"],
    [["--exhaustive", "-s", "x"], "--exhaustive runs no seeds and draws nothing: it does not take --seed"],
    [["--exhaustive", "-j", "2"], "--exhaustive runs no seeds and draws nothing: it does not take --workers"],
    [["--exhaustive", "--twin"], "--exhaustive runs no seeds and draws nothing: it does not take --twin"],
    [["--exhaustive", "--crashes", "16"], '--crashes takes a whole number from 0 to 15, not "16"'],
    [["--exhaustive", "-n", "8"], '-n takes a whole number from 1 to 7, not "8"'],
    [["--exhaustive", "-o", "16"], '-o takes a whole number from 0 to 15, not "16"'],
    [["--exhaustive", "--open", "0"], '--open takes a whole number from 1 to 30, not "0"'],
  ])("refuse %j", (argv, message) => {
    expect(() => read(...argv)).toThrow(UsageError);
    expect(() => read(...argv)).toThrow(message);
  });

  test("are all in the help of kraft-fuzz", () => {
    for (const flag of exhaustiveFlags) expect(fuzzCommand.flags).toContain(flag);
  });
});

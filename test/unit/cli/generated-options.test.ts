import { describe, expect, test } from "vitest";
import { readCommandLine } from "../../../src/cli/command-line.ts";
import { type GeneratedOptions, generatedOptions } from "../../../src/cli/generated-options.ts";
import { mutantsCommand, mutantsOptions } from "../../../src/cli/mutants-options.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";

const lineOf = (argv: readonly string[]) => readCommandLine(mutantsCommand, argv);
const read = (...argv: string[]): GeneratedOptions => generatedOptions(lineOf(["--generated", ...argv]));

describe("kraft-mutants --generated", () => {
  test("hunts all of them unless it is told otherwise", () => {
    expect(read()).toEqual({
      ids: [],
      sample: undefined,
      timeLimitMs: 600_000,
      seed: undefined,
      workers: undefined,
      resume: undefined,
      json: false,
    });
  });

  test("takes a sample, or ids", () => {
    expect(read("--sample", "150", "-s", "1", "-t", "30", "-j", "2", "--json")).toEqual({
      ids: [],
      sample: 150,
      timeLimitMs: 30_000,
      seed: "1",
      workers: 2,
      resume: undefined,
      json: true,
    });
    expect(read("log/evict/bound/de4ea0").ids).toEqual(["log/evict/bound/de4ea0"]);
  });

  test("takes a file to keep hunts in", () => {
    expect(read("-s", "1", "--resume", "all.json")).toMatchObject({ seed: "1", resume: "all.json" });
  });

  test.each([
    [["--sample", "0"], '--sample takes a whole number from 1 to 100000, not "0"'],
    [["--sample", "5", "log/evict/bound/de4ea0"], "--sample does not go with ids"],
    [["--resume", "all.json"], "--resume needs -s: hunts of another seed differ"],
    [["-n", "3"], "-n does not go with --generated"],
    [["-o", "100"], "-o does not go with --generated"],
    [["--seeds", "10"], "--seeds does not go with --generated"],
    [["--scenario", "late"], "--scenario does not go with --generated"],
    [["--compare", "random"], "--compare does not go with --generated"],
    [["--tapes"], "--tapes does not go with --generated"],
    [["--minimize-time", "5"], "--minimize-time does not go with --generated"],
  ])("%j is refused", (argv, message) => {
    expect(() => read(...argv)).toThrow(new UsageError(message));
  });
});

test("the catalogue is not drawn from", () => {
  expect(() => mutantsOptions(lineOf(["--sample", "5"]))).toThrow(/^--sample needs --generated/);
  expect(() => mutantsOptions(lineOf(["--resume", "all.json"]))).toThrow(/^--resume needs --generated/);
});

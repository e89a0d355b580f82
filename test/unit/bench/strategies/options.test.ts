import { expect, test } from "vitest";
import { HARD_MUTANTS } from "../../../../src/bench/strategies/hard-mutants.ts";
import { HELP, readOptions, StrategiesUsageError } from "../../../../src/bench/strategies/options.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";

test("everything has a usual value", () => {
  const usual = { repetitions: 20, limitSeconds: 60, workers: 1, json: false, help: false };
  expect(readOptions([])).toEqual({ mutants: [], strategies: [], ...usual });
});

test("mutants stand alone, and strategies may be several", () => {
  const argv = ["figure-8", "--strategy", "random", "--strategy", "swarm", "--repetitions", "5", "--limit", "9"];
  expect(readOptions([...argv, "--workers", "2", "--json"])).toEqual({
    mutants: ["figure-8"],
    strategies: ["random", "swarm"],
    repetitions: 5,
    limitSeconds: 9,
    workers: 2,
    json: true,
    help: false,
  });
});

test.each([
  [["figure-9"], 'there is no mutant "figure-9"'],
  [
    ["--strategy", "luck"],
    '--strategy takes one of random, swarm, priority, targeted, majorities, mixed, adaptive, not "luck"',
  ],
  [["--repetitions", "0"], '--repetitions takes a whole number from 1 to 1000, not "0"'],
  [["--limit", "1.5"], '--limit takes a whole number from 1 to 3600, not "1.5"'],
  [["--workers", "65"], '--workers takes a whole number from 1 to 64, not "65"'],
  [["--luck"], "Unknown option '--luck'"],
])("%j is refused in one line", (argv, message) => {
  expect(() => readOptions(argv)).toThrow(StrategiesUsageError);
  expect(() => readOptions(argv)).toThrow(message);
});

test("help names every flag", () => {
  for (const flag of ["strategy", "repetitions", "limit", "workers", "json"]) expect(HELP).toContain(`--${flag}`);
});

test("the hard mutants are a dozen that must be killed", () => {
  expect(new Set(HARD_MUTANTS).size).toBe(12);
  for (const id of HARD_MUTANTS) expect(loadMutant(id).expect, id).toBe("killed");
});

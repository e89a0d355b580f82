import { describe, expect, test } from "vitest";
import { readCommandLine } from "../../../src/cli/command-line.ts";
import { linearizabilityCommand, linearizabilityTask } from "../../../src/cli/linearizability-options.ts";
import { PRESET_NAMES, PRESETS, type SiegeOptions } from "../../../src/siege/index.ts";

function optionsOf(...argv: readonly string[]): SiegeOptions {
  const task = linearizabilityTask(readCommandLine(linearizabilityCommand, argv));
  if (task.kind !== "siege") throw new Error(`${argv.join(" ")} is no siege`);
  return task.options;
}

test("without a flag it is the preset quick, without failures, and of a seed of its own", () => {
  const { seed, ...options } = optionsOf();
  expect(options).toMatchObject({ ...PRESETS.quick, failure: "none", consistency: "linearizable" });
  expect(optionsOf().seed).not.toBe(seed);
});

test.each([...PRESET_NAMES])("%s: its shares are all there is, and every flag wins over it", (name) => {
  const { read, write, cas } = optionsOf("--preset", name).shares;
  expect(read + write + cas).toBe(100);
  expect(optionsOf("--preset", name)).toMatchObject(PRESETS[name]);
  const typed = [
    "-n",
    "5",
    "-c",
    "7",
    "-t",
    "1.5",
    "--keys",
    "9",
    "--read-pct",
    "1",
    "--write-pct",
    "2",
    "--cas-pct",
    "97",
  ];
  expect(optionsOf("--preset", name, ...typed)).toMatchObject({
    nodes: 5,
    clients: 7,
    seconds: 1.5,
    keys: 9,
    shares: { read: 1, write: 2, cas: 97 },
  });
});

describe("shares that are not typed share what is left, as the preset has it", () => {
  test.each([
    [["--read-pct", "90"], { read: 90, write: 8, cas: 2 }],
    [["--cas-pct", "0"], { read: 56, write: 44, cas: 0 }],
    [["--write-pct", "100"], { read: 0, write: 100, cas: 0 }],
    [["--read-pct", "0", "--write-pct", "0"], { read: 0, write: 0, cas: 100 }],
    [["--read-pct", "33"], { read: 33, write: 54, cas: 13 }],
  ])("%j", (argv, shares) => {
    expect(optionsOf(...argv).shares).toEqual(shares);
  });
});

test("what is counted is not cut short by the preset's time, and a time that is typed is", () => {
  expect(optionsOf("-o", "500")).toMatchObject({ maxOperations: 500, seconds: 1_000_000 });
  expect(optionsOf("--failure", "crash-all", "--failures", "50")).toMatchObject({
    maxFailures: 50,
    seconds: 1_000_000,
  });
  expect(optionsOf("-o", "500", "-t", "3")).toMatchObject({ maxOperations: 500, seconds: 3 });
  expect(optionsOf("-t", "3")).toMatchObject({ maxOperations: Number.POSITIVE_INFINITY, seconds: 3 });
});

test.each<[readonly string[], RegExp]>([
  [["--failure", "flood"], /^--failure takes one of none, crash-leader, .*, not "flood"/],
  [["--failure", "mixed", "-n", "2"], /^--failure mixed takes 3 nodes or more, not 2/],
  [["--read-pct", "0", "--write-pct", "0", "--cas-pct", "99"], /are 100 together, not 99/],
  [["--model", "register"], /^--model is of check FILE/],
  [["check", "a.edn", "-c", "3"], /^-c is of a siege, and check FILE\.\.\. is none/],
])("%j is refused", (argv, message) => {
  expect(() => optionsOf(...argv)).toThrow(message);
});

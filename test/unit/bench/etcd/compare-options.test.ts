import { expect, test } from "vitest";
import { CompareUsageError, readOptions } from "../../../../src/bench/etcd/compare-options.ts";

test("flags are what was typed, or the defaults", () => {
  const defaults = { rounds: 5, seconds: 3, connections: [1, 16, 64, 256], json: false, help: false };
  expect(readOptions([])).toEqual(defaults);
  expect(readOptions(["--rounds", "2", "--connections", "1,8", "--json"])).toEqual({
    ...defaults,
    rounds: 2,
    connections: [1, 8],
    json: true,
  });
});

test.each([
  [["--fast"], 'there is no flag "--fast"; --help lists them'],
  [["rounds"], 'there is no flag "rounds"'],
  [["--rounds"], "--rounds takes whole numbers from 1 to 100, not undefined"],
  [["--rounds", "0"], '--rounds takes whole numbers from 1 to 100, not "0"'],
  [["--seconds", "601"], '--seconds takes whole numbers from 1 to 600, not "601"'],
  [["--connections", "1,,2"], '--connections takes whole numbers from 1 to 4096, not ""'],
])("%j is refused on one line", (argv, message) => {
  expect(() => readOptions(argv)).toThrow(CompareUsageError);
  expect(() => readOptions(argv)).toThrow(message);
});

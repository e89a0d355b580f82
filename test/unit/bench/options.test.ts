import { describe, expect, test } from "vitest";
import { BenchUsageError, readOptions } from "../../../src/bench/options.ts";

describe("flags of the benchmark", () => {
  test("are all off unless given", () => {
    expect(readOptions([])).toEqual({ quick: false, json: false, help: false });
    expect(readOptions(["--json", "--quick"])).toEqual({ quick: true, json: true, help: false });
    expect(readOptions(["--help"])).toEqual({ quick: false, json: false, help: true });
  });

  test.each(["--fast", "quick", "-q", "--quick=1", "--", ""])(
    "%j is refused on one line that names the flags",
    (wrong) => {
      expect(() => readOptions(["--json", wrong])).toThrow(BenchUsageError);
      expect(() => readOptions(["--json", wrong])).toThrow(
        `there is no flag ${JSON.stringify(wrong)}; the flags are --quick --json --help`,
      );
    },
  );

  test("a wrong flag stays on one line", () => {
    expect(() => readOptions(["a\nb"])).toThrow('there is no flag "a\\nb";');
  });
});

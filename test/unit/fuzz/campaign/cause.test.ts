import { describe, expect, test } from "vitest";
import { Causes, shapeOfMessage } from "../../../../src/fuzz/campaign/cause.ts";
import { failedResult } from "../fake-result.ts";

const failure = (seed: string, message: string, invariant = "election-safety") => {
  const [violation] = failedResult(seed).violations;
  return {
    result: { ...failedResult(seed), violations: [{ ...violation!, invariant, message }] },
    wallMs: 1,
    cpuMs: 1,
  };
};

describe("causes", () => {
  test("are told apart by the invariant and by what is said of it, whatever the numbers", () => {
    const causes = new Causes();
    causes.add(failure("a", "n1 and n2 both lead term 7"));
    causes.add(failure("b", "n1 lost entry 3 (t=1.224 s)"));
    causes.add(failure("c", "n4 and n5 both lead term 112"));
    causes.add(failure("d", "n4 and n5 both lead term 112", "log-matching"));
    expect(causes.list().map(({ invariant, runs, seed }) => [invariant, runs, seed])).toEqual([
      ["election-safety", 2, "a"],
      ["election-safety", 1, "b"],
      ["log-matching", 1, "d"],
    ]);
    expect(causes.list()[0]!.violation.message).toBe("n1 and n2 both lead term 7");
    expect(Causes.from(causes.list()).list()).toEqual(causes.list());
  });

  test("say how the first of their runs was searched", () => {
    const causes = new Causes();
    causes.add({ ...failure("a", "n1 and n2 both lead term 7"), strategy: "priority" });
    causes.add({ ...failure("b", "n1 and n2 both lead term 9"), strategy: "swarm" });
    expect(causes.list()).toMatchObject([{ runs: 2, seed: "a", strategy: "priority" }]);
  });

  test.each([
    ["n3 voted at event 533 (t=1.224 s)", "n# voted at event # (t=# s)"],
    ["fingerprints 01ab23cd45ef6789 and ffffffffffffffff", "fingerprints # and #"],
    ["waiting: 1, 2, 17", "waiting: #, ..."],
    ["waiting: 1, 2, 3 and 4", "waiting: #, ..."],
  ])("have a message without its numbers: %s", (message, shape) => {
    expect(shapeOfMessage(message)).toBe(shape);
  });
});

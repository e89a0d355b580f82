import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configurationPhrase } from "../../../../invariants/configuration-facts.ts";
import { nodeName, nodeNames } from "../../../../invariants/words.ts";
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
    ["waiting: 1, 2, 17", "waiting: #"],
    ["waiting: 1, 2, 3 and 4", "waiting: #"],
    ["n1 and n2 both lead term 7", "n# and n# both lead term #"],
    ["n4 leads term 7, but n1 is in term 6, n12 is in term 5", "n# leads term #, but n# is in term #"],
    ["it is voters n1, n2; outgoing n1; learners n4, n5; learners next n3; left by itself", "it is voters n#"],
  ])("have a message without its numbers: %s", (message, shape) => {
    expect(shapeOfMessage(message)).toBe(shape);
  });

  const anyNodes = fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { minLength: 1 });

  test("are the same however many nodes and clients are listed", () => {
    const listed = (nodes: readonly number[]) => {
      const voters = { voters: nodes, outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
      const learners = { ...voters, outgoing: nodes, learners: nodes, leavesByItself: true };
      const stands = nodes.map((node) => `${nodeName(node)} in term ${node} with ${node} entries`);
      return [
        `n1 leads, but of its voters ${nodeNames(nodes)} only ${nodeNames(nodes.slice(0, 2))} voted for it`,
        `n1 asked for votes, but it is ${configurationPhrase(voters)}; before ${configurationPhrase(voters)}`,
        `n1 asked for votes, but it is ${configurationPhrase(learners)}; before ${configurationPhrase(voters)}`,
        `none of ${nodeNames(nodes)} is leader: ${stands.join(", ")}`,
        `clients still wait for an answer: ${nodes.join(", ")}`,
      ].map(shapeOfMessage);
    };
    const ofOne = listed([1]);
    fc.assert(
      fc.property(anyNodes, (nodes) => {
        expect(listed(nodes)).toEqual(ofOne);
      }),
    );
    expect(ofOne[2]).toBe(ofOne[1]);
    expect(new Set(ofOne).size).toBe(4);
  });
});

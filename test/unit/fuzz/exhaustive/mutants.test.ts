import { describe, expect, test } from "vitest";
import type { Counterexample } from "../../../../src/fuzz/exhaustive/counterexample.ts";
import { Exploration } from "../../../../src/fuzz/exhaustive/exploration.ts";
import { usualScopes } from "../../../../src/fuzz/exhaustive/scope.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { tellStep } from "../../../../src/report/exhaustive/counterexample.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";

/** What the usual scopes find, as `kraft-fuzz --exhaustive --mutant` explores them, with `--depth` or without. */
async function counterexampleOf(mutant: string, maxDepth?: number): Promise<Counterexample | undefined> {
  const core = (await import(await buildMutant(loadMutant(mutant)))) as RaftCore;
  for (const scope of usualScopes(3, 3)) {
    const exploration = new Exploration(core, scope, maxDepth);
    while (!exploration.advance(1000));
    const counterexample = exploration.counterexample();
    if (counterexample !== undefined) return counterexample;
  }
  return undefined;
}

describe("an exhaustive search alone kills", () => {
  test.each([
    ["vote-quorum-too-small", 1],
    ["term-not-persisted", 1],
    ["double-vote", 3],
    ["commit-quorum-too-small", 3],
    ["ack-before-fsync", 4],
    ["stale-vote-response-counted", 4],
    ["old-term-append-accepted", 5],
    ["leader-commits-before-own-fsync", 5],
    ["no-log-check", 8],
  ])("%s in %i moves", async (mutant, moves) => {
    const counterexample = await counterexampleOf(mutant);
    expect(counterexample?.steps).toHaveLength(moves);
    expect(counterexample?.violation.event).toBe(moves);
    expect(loadMutant(mutant).breaks).toContain(counterexample?.violation.invariant);
  });

  test("also if it may make no more moves than that, and nothing if it may make fewer", async () => {
    expect((await counterexampleOf("no-log-check", 8))?.steps).toHaveLength(8);
    expect(await counterexampleOf("double-vote", 2)).toBeUndefined();
  });

  test("and tells how, in as many sentences", async () => {
    const { steps, violation } = (await counterexampleOf("stale-vote-response-counted"))!;
    expect([...steps.map(tellStep), violation.message]).toMatchInlineSnapshot(`
      [
        "the election timer of n1 fires: it enters term 1; it asks for votes in term 1",
        "n2 receives the vote-request of term 1 from n1 (its log ends at 0:0): it enters term 1; it votes for n1 in term 1",
        "the election timer of n1 fires: it enters term 2; it asks for votes in term 2",
        "n1 receives the vote-response of term 1 from n2 (granted): it becomes leader of term 2; it appends 1:2",
        "n1 became leader in term 2, but of its voters n1, n2, n3 only n1 voted for it",
      ]
    `);
  });
});

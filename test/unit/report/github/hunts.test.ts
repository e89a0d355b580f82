import { describe, expect, test } from "vitest";
import type { CrdtHunt } from "../../../../src/fuzz/crdt/crdt-hunt.ts";
import type { ImpossibleMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import type { Hunt } from "../../../../src/fuzz/mutants/mutant-hunt.ts";
import { huntAnnotations, huntsSummary } from "../../../../src/report/github/hunts.ts";
import type { Reproduce } from "../../../../src/report/hunts.ts";

/** As much of a hunt as is told. */
function huntOf(id: string, fate: Hunt["fate"], changes: Partial<Hunt> = {}): Hunt {
  const mutant = { id, expect: "killed", breaks: ["durability"] };
  const asExpected = fate === "killed";
  const told = { mutant, fate, asExpected, killedBy: asExpected ? ["durability"] : [], alsoFell: [], wallMs: 1234 };
  const campaign = { nodes: 5, scenario: undefined };
  return { ...told, campaign, result: { totals: { runs: 7 }, crashes: [] }, ...changes } as unknown as Hunt;
}

function typeHuntOf(id: string, fate: CrdtHunt["fate"]): CrdtHunt {
  const mutant = { id, breaks: ["commutative", "idempotent"], types: ["or-set"] };
  return { mutant, fate, seeds: 9, wallMs: 500 } as unknown as CrdtHunt;
}

const reproduce: Reproduce = (hunt, { seed }) => `again ${hunt.mutant.id} ${seed}`;
const killed = huntOf("fell", "killed");
const interrupted = huntOf("unknown", "interrupted");
const missed = huntOf("stood", "survived", { alsoFell: [{ invariant: "liveness", runs: 2, seed: "s" }] });
const untested = huntOf("slow", "untested");
const impossible = [{ id: "no-such-line" }] as unknown as readonly ImpossibleMutant[];

describe("in a workflow of GitHub a hunt", () => {
  test("has an annotation for each mutant that fared otherwise than expected, and no other", () => {
    const types = [
      typeHuntOf("forgets", "survived"),
      typeHuntOf("fell-too", "killed"),
      typeHuntOf("slow-too", "out-of-time"),
      typeHuntOf("cut", "interrupted"),
    ];
    expect(huntAnnotations([killed, missed, interrupted, untested], types, reproduce)).toEqual([
      "::error title=mutant stood::stood should be killed by durability, but survived 7 seeds, in which something " +
        "else fell: liveness in 2, first on seed s%0Areproduce: again stood s",
      "::error title=mutant slow::slow should be killed by durability, but not one run ended within the time allowed",
      "::error title=mutant forgets::forgets should be killed by commutative or idempotent, but survived 9 seeds",
      "::error title=mutant slow-too::slow-too should be killed by commutative or idempotent, but was not killed in 0.5 s: 9 seeds",
    ]);
    expect(huntAnnotations([killed], [], reproduce)).toEqual([]);
  });

  test("has the tables that people are told for its summary", () => {
    const summary = huntsSummary(
      "kraft-mutants",
      [killed, missed],
      impossible,
      [typeHuntOf("x", "survived")],
      reproduce,
    );
    expect(summary.split("\n")).toEqual([
      "### kraft-mutants: 1 of 2 mutants fared as expected; 0 of 1 mutant of the types killed",
      "",
      "| mutant | scenario | nodes | killed by | seeds | s |",
      "| --- | --- | --- | --- | --- | --- |",
      "| fell | (mix) | 5 | durability | 7 | 1.2 |",
      "| stood | (mix) | 5 | (survived) | 7 | 1.2 |",
      "| no-such-line |  |  | (impossible) |  |  |",
      "",
      "| mutant | type | killed by | operations | seeds | s |",
      "| --- | --- | --- | --- | --- | --- |",
      "| x | or-set | (survived) |  | 9 | 0.5 |",
      "",
      "| otherwise than expected | reproduce |",
      "| --- | --- |",
      "| stood should be killed by durability, but survived 7 seeds, in which something else fell: liveness in 2, " +
        "first on seed s | `again stood s` |",
      "",
      "",
    ]);
  });

  test("in which all fared as expected has one table", () => {
    const summary = huntsSummary("kraft-mutants", [killed], [], [], reproduce);
    expect(summary.match(/^\| ---/gm)).toHaveLength(1);
    expect(summary).toMatch(/^### kraft-mutants: 1 of 1 mutant fared as expected\n/);
  });
});

import { expect, test } from "vitest";
import type { Hunt } from "../../../src/fuzz/mutants/mutant-hunt.ts";
import { comparedFields, describeCompared } from "../../../src/report/compared-hunts.ts";

/** As much of a hunt as is told. */
function huntOf(id: string, fate: Hunt["fate"], runs: number, cpuMs: number): Hunt {
  return { mutant: { id }, fate, cpuMs, result: { totals: { runs } } } as unknown as Hunt;
}

const compared = [
  { own: huntOf("soon", "killed", 2, 1_500), other: huntOf("soon", "killed", 40, 6_000) },
  { own: huntOf("only-here", "killed", 3, 3_000), other: huntOf("only-here", "survived", 1_200, 60_000) },
  { own: huntOf("only-there", "survived", 2_000, 60_000), other: huntOf("only-there", "killed", 1, 500) },
  { own: huntOf("nowhere", "survived", 10, 60_000), other: huntOf("nowhere", "untested", 0, 0) },
];

test("what hunts took stands beside what they took otherwise, and what is not known is not claimed", () => {
  expect(describeCompared(compared, "random", 80)).toEqual([
    "mutant       seeds  CPU s  random: seeds  CPU s    ratio",
    "soon             2    1.5             40    6.0     0.25",
    "only-here        3    3.0         >1,200  >60.0    <0.05",
    "only-there  >2,000  >60.0              1    0.5  >120.00",
    "nowhere        >10  >60.0             >0   >0.0        -",
    "",
    "CPU seconds against random, median of 3 ratios: 0.25",
  ]);
});

test("where neither killed anything, nothing is compared", () => {
  expect(describeCompared(compared.slice(3), "swarm", 80).at(-1)).toBe(
    "CPU seconds against swarm: nothing was killed either way",
  );
});

test("a comparison has its fields in a document", () => {
  expect(comparedFields(compared[1]!)).toEqual({
    id: "only-here",
    own: { fate: "killed", seeds: 3, cpuMs: 3_000 },
    other: { fate: "survived", seeds: 1_200, cpuMs: 60_000 },
    ratio: 0.05,
  });
});

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

test.each([
  [[1], "<0.05"],
  [[2], ">120.00"],
  [[0, 1], "<0.05"],
  [[1, 2], "<0.05"],
  [[1, 2, 2], ">120.00"],
  [[2, 2, 1, 1, 0], "0.25"],
  [[0, 2], "0.25"],
])("a median of ratios that are not all known says no more than they do: %j", (chosen, median) => {
  const told = describeCompared(
    chosen.map((at) => compared[at]!),
    "random",
    80,
  );
  expect(told.at(-1)).toMatch(new RegExp(`: ${median}$`));
});

test("a median between what is known has both its ends, as far as they are known", () => {
  const last = (pairs: readonly (typeof compared)[number][]) => describeCompared(pairs, "random", 80).at(-1);
  const below = { own: huntOf("a", "killed", 1, 9_000), other: huntOf("a", "survived", 1, 1_000) };
  const above = { own: huntOf("b", "survived", 1, 500), other: huntOf("b", "killed", 1, 1_000) };
  const known = { own: huntOf("c", "killed", 1, 3_000), other: huntOf("c", "killed", 1, 1_000) };
  const one = { own: huntOf("d", "killed", 1, 2_000), other: huntOf("d", "killed", 1, 1_000) };
  expect(last([below, one, known])).toMatch(/: 2\.00 to 3\.00$/);
  expect(last([above, below, above])).toMatch(/: >0\.50$/);
  expect(last([above, below])).toMatch(/: <9\.00$/);
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

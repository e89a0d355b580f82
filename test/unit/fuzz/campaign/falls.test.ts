import { expect, test } from "vitest";
import { Falls } from "../../../../src/fuzz/campaign/falls.ts";
import { Totals } from "../../../../src/fuzz/campaign/totals.ts";
import { fakeResult } from "../fake-result.ts";

const fall = (invariant: string, event = 1) => ({ invariant, event, atUs: 1, nodes: [], message: "m" });

function fallsOf(...runs: readonly (readonly [seed: string, lies: string[], ...fell: string[]])[]): Falls {
  const falls = new Falls();
  for (const [seed, lies, ...fell] of runs) {
    falls.add(fakeResult(seed, { lies, fallen: fell.map((invariant, at) => fall(invariant, at)) }));
  }
  return falls;
}

test("runs in which nobody lied count for nothing", () => {
  const falls = new Falls();
  falls.add(fakeResult("x", { verdict: "fail", violations: [fall("durability")] }));
  expect([falls.fallen(), falls.lies()]).toEqual([[], []]);
});

test("what fell first counts, the most frequent before the others", () => {
  const falls = fallsOf(
    ["a", ["x"], "log-matching"],
    ["b", ["x"], "durability", "log-matching"],
    ["c", ["x"], "durability"],
  );
  expect(falls.fallen()).toEqual([
    { invariant: "durability", runs: 2, seed: "b" },
    { invariant: "log-matching", runs: 1, seed: "a" },
  ]);
});

test("what failed the run counts as fallen if it came first", () => {
  const falls = new Falls();
  const fallen = [fall("log-matching", 20)];
  falls.add(fakeResult("a", { lies: ["equivocate"], fallen, verdict: "fail", violations: [fall("durability", 10)] }));
  expect(falls.fallen()).toEqual([{ invariant: "durability", runs: 1, seed: "a" }]);
});

test("the example of a lie is a run with what it breaks most often, and with no other lie if there is one", () => {
  const falls = fallsOf(
    ["a", ["equivocate", "lie-votes"], "durability"],
    ["b", ["equivocate"]],
    ["c", ["equivocate"], "log-matching"],
    ["d", ["equivocate"], "durability"],
    ["e", ["equivocate"], "durability"],
  );
  expect(falls.lies()).toEqual([
    { lie: "equivocate", runs: 5, fell: 4, first: "durability", seed: "d" },
    { lie: "lie-votes", runs: 1, fell: 1, first: "durability", seed: "a" },
  ]);
});

test("a lie that broke nothing has a run in which it was told", () => {
  const falls = fallsOf(["a", ["corrupt-log", "silent-drop"]], ["b", ["silent-drop"]]);
  expect(falls.lies()).toEqual([
    { lie: "corrupt-log", runs: 1, fell: 0, first: null, seed: "a" },
    { lie: "silent-drop", runs: 2, fell: 0, first: null, seed: "b" },
  ]);
});

test("a campaign counts what fell in its runs, also when it is gone on with", () => {
  const totals = new Totals();
  totals.add(
    fakeResult("a", { lies: ["equivocate"], fallen: [fall("durability")], notCheckable: ["linearizability"] }),
  );
  const { falls, notCheckable } = Totals.from(totals.state());
  expect(falls.fallen()).toEqual([{ invariant: "durability", runs: 1, seed: "a" }]);
  expect(falls.lies()).toMatchObject([{ lie: "equivocate", fell: 1 }]);
  expect(notCheckable).toEqual(["linearizability"]);
});

import { expect, test } from "vitest";
import { Totals } from "../../../src/fuzz/campaign/totals.ts";
import type { RunResult } from "../../../src/fuzz/result.ts";
import { describeFallen, describeFalls } from "../../../src/report/fallen.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { fakeResult } from "../fuzz/fake-result.ts";

const plain = createPaint(false);
const fall = (invariant: string, event = 1_234) => ({ invariant, event, atUs: 3_456_789, nodes: [2], message: "m" });

function totalsOf(...results: readonly RunResult[]): Totals {
  const totals = new Totals();
  for (const result of results) totals.add(result);
  return totals;
}

test("a run without lies has nothing to tell", () => {
  expect(describeFallen(fakeResult("x"), plain, 80)).toEqual([]);
  expect(describeFalls(totalsOf(fakeResult("x")), 80)).toEqual([]);
});

test("a run in which nodes lied tells the first of each invariant that fell", () => {
  const fallen = [fall("log-matching"), fall("log-matching", 1_300), fall("durability", 1_400)];
  expect(describeFallen(fakeResult("x", { lies: ["equivocate"], fallen }), plain, 80)).toEqual([
    "lies were told: equivocate; because of them fell:",
    "log-matching fell at event 1,234, 3.456789 s of virtual time, node 2:",
    "  m",
    "durability fell at event 1,400, 3.456789 s of virtual time, node 2:",
    "  m",
  ]);
});

test("that nothing fell is said, unless something did", () => {
  const lies = ["silent-drop"];
  expect(describeFallen(fakeResult("x", { lies }), plain, 80)).toEqual([
    "lies were told: silent-drop, and nothing fell",
  ]);
  const failed = fakeResult("x", { lies, verdict: "fail", violations: [fall("durability")] });
  expect(describeFallen(failed, plain, 80)).toEqual(["lies were told: silent-drop"]);
});

test("a campaign tells how often what fell first, and what came of each lie", () => {
  const totals = totalsOf(
    fakeResult("s", {
      lies: ["equivocate", "lie-votes"],
      fallen: [fall("election-safety"), fall("durability", 2_000)],
    }),
    fakeResult("s-1", { lies: ["lie-votes"] }),
    fakeResult("s-2", { lies: ["lie-votes"], fallen: [fall("election-safety")] }),
    fakeResult("s-3"),
  );
  expect(describeFalls(totals, 80)).toEqual([
    "fell first       runs  for example",
    "election-safety     2  s-2",
    "nothing fell in 2 of 4 runs",
    "",
    "lie         told in  fell in  most often first  for example",
    "equivocate        1        1  election-safety   s",
    "lie-votes         3        2  election-safety   s-2",
  ]);
});

test("a campaign in which lies broke nothing says so", () => {
  expect(describeFalls(totalsOf(fakeResult("s", { lies: ["silent-drop"] })), 80)).toEqual([
    "lies were told, and nothing fell in 1 run",
    "",
    "lie          told in  fell in  most often first  for example",
    "silent-drop        1        0  -                 s",
  ]);
});

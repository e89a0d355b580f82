import { expect, test } from "vitest";
import type { Fact, NodeState } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { laggardsOf } from "../../../../src/fuzz/chronicle/laggards.ts";
import { createPaint } from "../../../../src/report/paint.ts";
import { ladder } from "../../../../src/report/story/ladder.ts";
import { handmade, state } from "../../fuzz/chronicle/handmade.ts";

/** The logs of three nodes of so many entries, all of one term; n1 has committed them. */
function logs(term: number, entries: number): string[] {
  const indexes = Array.from({ length: entries }, (_, at) => at + 1);
  const appended = [1, 2, 3].flatMap((node) =>
    indexes.map((index): Fact => ({ name: "appended", args: [node, index, term, 5] })),
  );
  const facts: Fact[] = [...appended, { name: "committed", args: [1, entries, term] }];
  const states = [
    state(1, { term, role: "leader" }),
    state(2, { term }),
    state(3, { term, role: "pre-candidate", isPaused: true }),
  ];
  return ladder(handmade([{ facts, states }]), undefined, createPaint(false), 80);
}

test.each([1, 12, 123, 12345])("the entries of term %i stand below their indexes", (term) => {
  const [header, ...rows] = logs(term, 3);
  for (const index of [1, 2, 3]) {
    const column = header!.indexOf(` ${index}`) + 1;
    for (const row of rows) expect(row.slice(column).startsWith(String(term))).toBe(true);
  }
});

test("what contradicts and is not durable has a space behind it all the same", () => {
  const [, , follower] = logs(123, 3);
  expect(follower).toMatch(/^n2 +123~ +123~ +123~ +follower, term 123$/);
});

test.each([
  [1, 40],
  [123, 40],
  [12345, 120],
])("with terms like %i and %i entries the last of them fit the screen", (term, entries) => {
  const rungs = logs(term, entries);
  expect(Math.max(...rungs.map((rung) => rung.length))).toBeLessThanOrEqual(80);
  expect(rungs[0]!.endsWith(` ${entries}`)).toBe(true);
});

/** At the end of a calm n1 has 160 entries and committed 4 of them, n2 so many, and n3 has none. */
function logsOfLaggard(roleOfFirst: NodeState["role"], length: number, committed: number): string[] {
  const lengths = [160, length, 0];
  const appended = lengths.flatMap((entries, place) =>
    Array.from({ length: entries }, (_, at): Fact => ({ name: "appended", args: [place + 1, at + 1, 1, 5] })),
  );
  const facts: Fact[] = [
    ...appended,
    { name: "committed", args: [1, 4, 1] },
    { name: "committed", args: [2, committed, 1] },
  ];
  const states = [
    state(1, { role: roleOfFirst, lastIndex: 160, commitIndex: 4 }),
    state(2, { lastIndex: length, commitIndex: committed }),
    state(3),
  ];
  const chronicle = handmade([{ facts, states }], { invariant: "liveness", nodes: [1, 2] });
  return ladder(chronicle, laggardsOf(chronicle), createPaint(false), 80);
}

test("of a node that lags it is seen from where on it does, and of which logs there is more than what is shown", () => {
  const [header, ...rows] = logsOfLaggard("leader", 3, 2);
  expect(header).toMatch(/^ +2 +3 +4 .* 14$/);
  expect(rows[0]).toMatch(/^n1 … \[1\]~? *\[1\]~? *\[1\]~? +1~ .* 1~ … leads term 1$/);
  expect(rows[1]).toMatch(/^n2 … \[1\]~? *1~ {20,}follower, term 1$/);
  expect(rows[2]).toMatch(/^n3 {20,}follower, term 1$/);
  expect(Math.max(...[header!, ...rows].map((rung) => rung.length))).toBeLessThanOrEqual(80);
});

test("of a node that lacks nothing but entries it is seen from where on it does", () => {
  const [header, , follower] = logsOfLaggard("leader", 30, 4);
  expect(header).toMatch(/^ +30 +31 .* 42$/);
  expect(follower).toMatch(/^n2 … +1~ {20,}follower, term 1$/);
});

test("where nobody leads the ends of the logs are seen", () => {
  const [header, ...rows] = logsOfLaggard("candidate", 3, 2);
  expect(header!.endsWith(" 160")).toBe(true);
  expect(rows[0]).toMatch(/^n1 … +1~ .* 1~ {2,}candidate, term 1$/);
  expect(rows[1]).toMatch(/^n2 … {20,}follower, term 1$/);
});

const SPARE = { term: 0, members: "" };

test.each<[string, Partial<NodeState>, readonly Fact[]]>([
  ["knows a term", { term: 2 }, []],
  ["voted, and lost its vote", { role: "down" }, [{ name: "voteGranted", args: [3, 2, 1] }]],
])("a spare with an empty log that %s has a row, unlike one that heard of nothing", (_, more, deeds) => {
  const facts: Fact[] = [{ name: "appended", args: [1, 1, 1, 5] }, ...deeds];
  const states = [state(1), state(2, SPARE), state(3, { ...SPARE, ...more })];
  const rungs = ladder(handmade([{ facts, states }]), undefined, createPaint(false), 80);
  expect(rungs.map((rung) => rung.slice(0, 2))).toEqual(["  ", "n1", "n3"]);
});

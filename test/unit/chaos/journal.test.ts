import { expect, test } from "vitest";
import { Journal } from "../../../src/chaos/journal.ts";

const happening = (event: number) => ({ event, atUs: event * 10, fault: { kind: "heal" } as const, nodes: [] });
const note = (journal: Journal, event: number) => journal.note(happening(event));
const events = (journal: Journal) => journal.last().map(({ event }) => event);

test("the last twelve are kept, the oldest of them first", () => {
  const journal = new Journal();
  expect(journal.last()).toEqual([]);
  for (let event = 1; event <= 100; event++) {
    note(journal, event);
    const first = Math.max(1, event - 11);
    expect(events(journal)).toEqual(Array.from({ length: event - first + 1 }, (_, place) => first + place));
  }
  expect(journal.last()[0]).toEqual(happening(89));
});

test("a fork notes what happens in its own world", () => {
  const journal = new Journal();
  note(journal, 1);
  const fork = journal.fork();
  note(fork, 2);
  note(journal, 3);
  expect(events(journal)).toEqual([1, 3]);
  expect(events(fork)).toEqual([1, 2]);
});

test("what was handed out before does not change", () => {
  const journal = new Journal();
  note(journal, 1);
  const last = journal.last();
  note(journal, 2);
  expect(last).toEqual([happening(1)]);
});

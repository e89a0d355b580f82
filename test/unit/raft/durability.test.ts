import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WriteLedger } from "../../../src/raft/durability.ts";
import { type Entry, type Message, Output } from "../../../src/raft/index.ts";

const FIRST_DURABLE = 3;

function entries(firstIndex: number, count: number, term = 1): Entry[] {
  return Array.from({ length: count }, (_, position) => {
    return { index: firstIndex + position, term, kind: "command", data: undefined, bytes: 1 };
  });
}

function response(to: number, term: number): Message {
  return { kind: "vote-response", from: 1, to, term, granted: true };
}

/**
 * The definition, from the whole history: a place in the log is durable when the write that put its present entry there
 * is reported, and all places below are.
 */
class Model {
  /** For each place in the log, the number of the write that last wrote it; 0 for what was there at the start. */
  places: number[] = new Array(FIRST_DURABLE).fill(0);
  hardStateWrites: number[] = [0];
  lastWrite = 0;
  reported = 0;
  held: { readonly write: number; readonly message: Message }[] = [];

  get durableIndex(): number {
    const pending = this.places.findIndex((write) => write > this.reported);
    return pending < 0 ? this.places.length : pending;
  }

  get hardStateIsDurable(): boolean {
    return this.hardStateWrites.at(-1)! <= this.reported;
  }

  writeEntries(firstIndex: number, count: number): void {
    this.lastWrite++;
    this.places = [...this.places.slice(0, firstIndex - 1), ...new Array(count).fill(this.lastWrite)];
  }
}

type Move =
  | { readonly kind: "entries"; readonly back: number; readonly count: number }
  | { readonly kind: "hard-state"; readonly twice: boolean }
  | { readonly kind: "written"; readonly share: number }
  | { readonly kind: "send" }
  | { readonly kind: "drop" }
  | { readonly kind: "fork" };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant("entries" as const),
    back: fc.constantFrom(0, 0, 1, 2, 5),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant("hard-state" as const), twice: fc.boolean() }),
  fc.record({ kind: fc.constant("written" as const), share: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant("send" as const) }),
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("drop" as const, "fork" as const) }) },
);

describe("the write ledger", () => {
  test("is durable, and releases what it holds, as the whole history says", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        let ledger = new WriteLedger(FIRST_DURABLE);
        const model = new Model();
        let term = 0;
        let sent = 0;
        for (const next of moves) {
          const output = new Output();
          const expected: Message[] = [];
          if (next.kind === "entries") {
            const firstIndex = Math.max(1, model.places.length + 1 - next.back);
            ledger.writeEntries(output, entries(firstIndex, next.count));
            model.writeEntries(firstIndex, next.count);
            expect(output.writes.map(({ number }) => number)).toEqual([model.lastWrite]);
          } else if (next.kind === "hard-state") {
            ledger.writeHardState(output, ++term, 0);
            if (next.twice) ledger.writeHardState(output, term, 2);
            model.hardStateWrites.push(++model.lastWrite);
            const votedFor = next.twice ? 2 : 0;
            expect(output.writes).toEqual([{ kind: "hard-state", number: model.lastWrite, term, votedFor }]);
          } else if (next.kind === "written") {
            const write = model.reported + Math.ceil(((model.lastWrite - model.reported) * next.share) / 4);
            ledger.written(write);
            ledger.releaseHeld(output);
            model.reported = write;
            expected.push(...model.held.filter((held) => held.write <= write).map(({ message }) => message));
            model.held = model.held.filter((held) => held.write > write);
          } else if (next.kind === "send") {
            const message = response(++sent, term);
            ledger.sendOnceDurable(output, message);
            if (model.hardStateIsDurable) expected.push(message);
            else model.held.push({ write: model.hardStateWrites.at(-1)!, message });
          } else if (next.kind === "drop") {
            ledger.dropHeld();
            model.held = [];
          } else {
            // From here on the copy is used, and whatever happens to the original is of no consequence.
            const original = ledger;
            ledger = original.fork();
            original.dropHeld();
            original.writeEntries(output, entries(1, 1));
          }
          expect(output.messages).toEqual(expected);
          expect(ledger.durableIndex).toBe(model.durableIndex);
          expect(ledger.hardStateIsDurable).toBe(model.hardStateIsDurable);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("terms 1, 2, 1 at one place: the report of the first write says nothing about the third", () => {
    const ledger = new WriteLedger(0);
    const output = new Output();
    ledger.writeEntries(output, entries(1, 1, 1));
    ledger.writeEntries(output, entries(1, 1, 2));
    ledger.writeEntries(output, entries(1, 1, 1));
    ledger.written(1);
    expect(ledger.durableIndex).toBe(0);
    ledger.written(2);
    expect(ledger.durableIndex).toBe(0);
    ledger.written(3);
    expect(ledger.durableIndex).toBe(1);
  });

  test("what is replaced stops being durable at once, and a longer write under way counts only for what it keeps", () => {
    const ledger = new WriteLedger(5);
    const output = new Output();
    ledger.writeEntries(output, entries(6, 3));
    ledger.writeEntries(output, entries(7, 1));
    ledger.written(1);
    expect(ledger.durableIndex).toBe(6);
    ledger.writeEntries(output, entries(3, 1));
    expect(ledger.durableIndex).toBe(2);
  });

  test("of the messages of one kind to one server only the last is held", () => {
    const ledger = new WriteLedger(0);
    const output = new Output();
    ledger.writeHardState(output, 1, 2);
    for (const to of [2, 3, 2, 2]) ledger.sendOnceDurable(output, response(to, 1));
    ledger.written(1);
    ledger.releaseHeld(output);
    expect(output.messages).toEqual([response(3, 1), response(2, 1)]);
  });

  test("a report that comes again, or late, changes nothing", () => {
    const ledger = new WriteLedger(0);
    const output = new Output();
    ledger.writeHardState(output, 1, 1);
    output.clear();
    ledger.writeHardState(output, 2, 1);
    ledger.written(2);
    ledger.written(1);
    expect(ledger.hardStateIsDurable).toBe(true);
  });

  test("a report of a write that was never made is refused", () => {
    expect(() => new WriteLedger(0).written(1)).toThrow("write 1 was reported durable; the last one is 0");
  });
});

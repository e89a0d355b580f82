import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue, NO_EVENT } from "../../../src/sim/index.ts";

interface Event {
  readonly time: number;
  readonly sequence: number;
}

/** Few different times, so that ties are common; `undefined` stands for a pop. */
const steps = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), { maxLength: 2000 });

function push(queue: EventQueue, event: Event): void {
  queue.push(event.time, 7, 65_535, 3, -5, 2 ** 40 + event.sequence, event);
}

function popFirst(model: Event[]): Event | undefined {
  model.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
  return model.shift();
}

test("events come out by time and then in the order of pushing, with all their fields", () => {
  fc.assert(
    fc.property(steps, (times) => {
      const queue = new EventQueue();
      const model: Event[] = [];
      times.forEach((time, sequence) => {
        if (time !== undefined) {
          push(queue, { time, sequence });
          model.push({ time, sequence });
          return;
        }
        const expected = popFirst(model);
        expect(queue.pop()).toBe(expected !== undefined);
        if (expected === undefined) return;
        expect(queue.payload).toEqual(expected);
        const { timeUs, kind, endpoint, peer, stamp, ordinal } = queue;
        expect([timeUs, kind, endpoint, peer, stamp, ordinal]).toEqual([
          ...[expected.time, 7, 65_535, 3, -5],
          2 ** 40 + expected.sequence,
        ]);
      });
      expect(queue.size).toBe(model.length);
    }),
  );
});

test("it grows beyond its first capacity and keeps the order", () => {
  const queue = new EventQueue();
  for (let sequence = 0; sequence < 5000; sequence++) push(queue, { time: (sequence * 7919) % 1000, sequence });
  let last = { time: -1, sequence: -1 };
  for (let i = 0; i < 5000; i++) {
    expect(queue.pop()).toBe(true);
    const event = queue.payload as Event;
    expect(event.time > last.time || (event.time === last.time && event.sequence > last.sequence)).toBe(true);
    last = event;
  }
  expect(queue.pop()).toBe(false);
});

test("the time of the next event is known, and of none it is the end of time", () => {
  const queue = new EventQueue();
  expect(queue.nextTimeUs).toBe(NO_EVENT);
  push(queue, { time: 9, sequence: 0 });
  push(queue, { time: 4, sequence: 1 });
  expect(queue.nextTimeUs).toBe(4);
});

test("a fork yields the same events, and neither disturbs the other", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 2000 }), (times, forkAt) => {
      const queue = new EventQueue();
      times.slice(0, forkAt).forEach((time, sequence) => {
        if (time === undefined) queue.pop();
        else push(queue, { time, sequence });
      });
      const copy = queue.fork();
      const size = copy.size;
      for (let i = 0; i < 300; i++) push(queue, { time: i, sequence: 10_000 + i });
      for (let i = 0; i < 300; i++) queue.pop();
      expect(copy.size).toBe(size);
      const twin = copy.fork();
      while (copy.pop()) {
        expect(twin.pop()).toBe(true);
        expect(twin.payload).toBe(copy.payload);
      }
      expect(twin.size).toBe(0);
    }),
  );
});

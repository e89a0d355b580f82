import fc from "fast-check";
import { expect, test } from "vitest";
import { firstDifference, Trace } from "../../../src/sim/index.ts";

/** A run of so many events, one word each; at `differsAt`, if at all, it departs from the others. */
function traceOf(events: number, differsAt = Number.POSITIVE_INFINITY): Trace {
  const trace = new Trace();
  for (let event = 1; event <= events; event++) {
    trace.beginEvent();
    trace.add(event === differsAt ? -1 : event);
    trace.endEvent();
  }
  return trace;
}

test("the fingerprint depends on every word and on their order", () => {
  const fingerprintOf = (words: number[]) => {
    const trace = new Trace();
    for (const word of words) trace.add(word);
    return trace.fingerprint();
  };
  const words = fc.array(fc.integer(), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.nat(), fc.integer(), (given, position, word) => {
      const changed = given.with(position % given.length, word);
      expect(fingerprintOf(changed) === fingerprintOf(given)).toBe(changed.every((w, i) => w === given[i]));
      expect(fingerprintOf([...given, 0])).not.toBe(fingerprintOf(given));
    }),
  );
  expect(fingerprintOf([1, 2])).not.toBe(fingerprintOf([2, 1]));
  expect(fingerprintOf([])).toMatch(/^[0-9a-f]{16}$/);
});

test("fingerprints of runs that differ in one bit have no half in common", () => {
  const halves = new Set<string>();
  for (let bit = 0; bit < 32; bit++) {
    for (const words of [[1 << bit], [1 << bit, 0], [0, 1 << bit, 0]]) {
      const trace = new Trace();
      for (const word of words) trace.add(word);
      halves.add(trace.fingerprint().slice(0, 8)).add(trace.fingerprint().slice(8));
    }
  }
  expect(halves.size).toBe(2 * 3 * 32);
});

test("wide integers differ by their high bits as well", () => {
  const fingerprintOf = (value: number) => {
    const trace = new Trace();
    trace.addWide(value);
    return trace.fingerprint();
  };
  const values = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER];
  expect(new Set(values.map(fingerprintOf)).size).toBe(values.length);
});

test("rungs stand at multiples of the spacing, however often the ladder was thinned out", () => {
  for (const events of [1023, 1024, 5000, 1024 * 1023, 1024 * 1024, 3_000_000]) {
    const { spacing, rungs } = traceOf(events).ladder();
    expect(rungs.length, `${events} events`).toBe(Math.floor(events / spacing));
    expect(rungs.length).toBeLessThan(1024);
    if (events >= 1024 * 1024) expect(rungs.length).toBeGreaterThanOrEqual(512);
    const second = rungs[1];
    if (second !== undefined) expect(second).toBe(traceOf(2 * spacing).fingerprint());
    expect(rungs.at(-1)).toBe(rungs.length === 0 ? undefined : traceOf(rungs.length * spacing).fingerprint());
  }
});

test("the first difference is found between ladders of equal and of different spacing", () => {
  const long = traceOf(1_500_000).ladder();
  expect(long.spacing).toBe(2048);
  expect(firstDifference(long, traceOf(5000, 3000).ladder())).toEqual({ fromEvent: 2049, toEvent: 4096 });
  expect(firstDifference(traceOf(5000).ladder(), traceOf(5000, 3000).ladder())).toEqual({
    fromEvent: 2049,
    toEvent: 3072,
  });
  expect(firstDifference(traceOf(5000, 1).ladder(), traceOf(5000).ladder())).toEqual({ fromEvent: 1, toEvent: 1024 });
});

test("ladders that agree as far as both go show no difference", () => {
  expect(firstDifference(traceOf(5000).ladder(), traceOf(9000).ladder())).toBeUndefined();
  expect(firstDifference(traceOf(5000).ladder(), traceOf(5000, 4999).ladder())).toBeUndefined();
  expect(firstDifference(traceOf(10).ladder(), traceOf(10, 3).ladder())).toBeUndefined();
});

test("a fork goes on identically and apart", () => {
  const trace = traceOf(2000);
  const copy = trace.fork();
  const goOn = (of: Trace) => {
    for (let event = 0; event < 2000; event++) {
      of.beginEvent();
      of.add(event);
      of.endEvent();
    }
  };
  goOn(trace);
  expect(copy.events).toBe(2000);
  goOn(copy);
  expect([copy.fingerprint(), copy.ladder()]).toEqual([trace.fingerprint(), trace.ladder()]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FAIR_CONDITIONS, type LinkConditions, MILLION, type World } from "../../../src/sim/index.ts";
import { changeConditions } from "../../../src/sim/link-conditions.ts";
import { createProbeWorld, createStream, type Log } from "./probe.ts";

const MESSAGES = 20_000;

/** A stream of many messages over one link in these conditions: how much later than the latency each arrived. */
function streamIn(conditions: Partial<LinkConditions>, jitterUs = 0) {
  const world = createStream(MESSAGES, 100_000, { conditions, network: { jitterUs } });
  world.run(10 * MESSAGES);
  const arrivals = Array.from({ length: MESSAGES }, (): number[] => []);
  for (const { what, detail, localUs } of world.witness.happenings) {
    if (what === "receive") arrivals[detail as number]!.push(localUs - 100_000 * (detail as number) - 100);
  }
  return { arrivals, counters: world.network.counters };
}

/** About so many of the messages, by three standard deviations. */
function expectShare(count: number, perMillion: number, of = MESSAGES): void {
  const share = perMillion / MILLION;
  expect(Math.abs(count - of * share)).toBeLessThan(3 * Math.sqrt(of * share * (1 - share)));
}

describe("how often each happens, of many messages", () => {
  test.each([1_000, 150_000, 800_000])("loss of %i in a million", (lossPerMillion) => {
    const { arrivals, counters } = streamIn({ lossPerMillion });
    expectShare(counters.droppedByLoss, lossPerMillion);
    expect(arrivals.filter((times) => times.length === 0)).toHaveLength(counters.droppedByLoss);
    expect(counters.delivered).toBe(MESSAGES - counters.droppedByLoss);
  });

  test.each([1_000, 200_000, 800_000])("delay of %i in a million", (delayPerMillion) => {
    const { arrivals, counters } = streamIn({ delayPerMillion, delayMinUs: 10, delayMaxUs: 99 });
    const delays = arrivals.flat();
    const held = delays.filter((us) => us > 0);
    expectShare(held.length, delayPerMillion);
    expect(counters).toMatchObject({ delayed: held.length, reordered: 0, delivered: MESSAGES });
  });

  test.each([1_000, 50_000, 600_000])("duplication of %i in a million", (duplicationPerMillion) => {
    const { arrivals, counters } = streamIn({ duplicationPerMillion });
    const twice = arrivals.filter((times) => times.length === 2);
    expectShare(twice.length, duplicationPerMillion);
    expect(counters).toMatchObject({ duplicated: twice.length, delivered: MESSAGES + twice.length });
    expect(arrivals.every((times) => times.length === 1 || times.length === 2)).toBe(true);
  });

  test.each([1_000, 20_000, 300_000])("reordering of %i in a million", (reorderingPerMillion) => {
    const { arrivals, counters } = streamIn({ reorderingPerMillion });
    const late = arrivals.flat().filter((us) => us > 0);
    expectShare(late.length, reorderingPerMillion);
    expect(Math.max(...late)).toBeLessThanOrEqual(400);
    expect(counters).toMatchObject({ reordered: late.length, delayed: 0 });
  });

  test.each([1_000, 20_000, 900_000])("corruption of %i in a million", (corruptionPerMillion) => {
    const { arrivals, counters } = streamIn({ corruptionPerMillion });
    expectShare(counters.corrupted, corruptionPerMillion);
    expect(arrivals.filter((times) => times.length === 0)).toHaveLength(counters.corrupted);
    expect(counters.dropped).toBe(counters.corrupted);
  });

  test("all or nothing where that is asked for", () => {
    expect(streamIn({ lossPerMillion: MILLION }).counters).toMatchObject({ droppedByLoss: MESSAGES, delivered: 0 });
    const { counters } = streamIn({ delayPerMillion: MILLION, duplicationPerMillion: MILLION });
    expect(counters).toMatchObject({ delayed: 2 * MESSAGES, duplicated: MESSAGES, delivered: 2 * MESSAGES });
    expect(streamIn({}).counters).toMatchObject({ delivered: MESSAGES, dropped: 0, delayed: 0, duplicated: 0 });
  });
});

test("delays come from the whole range, ends included, and each message has its own", () => {
  const { arrivals } = streamIn({ delayPerMillion: MILLION, delayMinUs: 10, delayMaxUs: 29 });
  const counts = new Map<number, number>();
  for (const us of arrivals.flat()) counts.set(us, (counts.get(us) ?? 0) + 1);
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 10));
  for (const count of counts.values()) expect(Math.abs(count - MESSAGES / 20)).toBeLessThan(150);
});

test("a copy is delayed and damaged on its own: it may come much later than the original, or earlier, or alone", () => {
  const delays = { delayPerMillion: 500_000, delayMinUs: 1000, delayMaxUs: 50_000 };
  const { arrivals, counters } = streamIn({ ...delays, duplicationPerMillion: MILLION, corruptionPerMillion: 200_000 });
  const pairs = arrivals.filter((times) => times.length === 2);
  expectShare(pairs.length, 640_000);
  expectShare(arrivals.filter((times) => times.length === 1).length, 320_000);
  expectShare(counters.corrupted, 200_000, 2 * MESSAGES);
  expectShare(counters.delayed, 500_000, 2 * MESSAGES);
  // One of the two is late and the other is not: half of the pairs.
  const apart = pairs.filter(([first, second]) => first === 0 && second! > 0);
  expectShare(apart.length, 500_000, pairs.length);
  expect(pairs.some(([first, second]) => second! - first! > 40_000)).toBe(true);
});

test.each([
  ["latency", {}, 1000, 0.99],
  ["delay", { delayPerMillion: MILLION, delayMaxUs: 1000 }, 0, 0.99],
  ["lateness when reordered", { reorderingPerMillion: MILLION }, 0, 0.99],
  ["chance to be reordered", { reorderingPerMillion: 500_000 }, 0, 0.7],
] as const)("a copy has its own %s", (_, conditions, jitterUs, leastShare) => {
  const { arrivals } = streamIn({ duplicationPerMillion: MILLION, ...conditions }, jitterUs);
  const different = arrivals.filter(([first, second]) => first !== second);
  expect(different.length).toBeGreaterThan(leastShare * MESSAGES);
});

test("what one fault does to a message does not change with the others", () => {
  const others = {
    ...{ delayPerMillion: 300_000, delayMaxUs: 5000, duplicationPerMillion: 300_000 },
    ...{ reorderingPerMillion: 300_000 },
  };
  const missing = (conditions: Partial<LinkConditions>) =>
    streamIn(conditions).arrivals.flatMap((times, number) => (times.length === 0 ? [number] : []));
  const lossPerMillion = 100_000;
  expect(missing({ lossPerMillion })).toEqual(missing({ lossPerMillion, ...others }));
  expect(missing({ lossPerMillion: 200_000 })).toEqual(expect.arrayContaining(missing({ lossPerMillion })));
  const delayPerMillion = 300_000;
  const late = (conditions: Partial<LinkConditions>) =>
    streamIn({ delayPerMillion, delayMinUs: 1000, delayMaxUs: 2000, ...conditions }).arrivals.map((times) =>
      times.some((us) => us >= 1000),
    );
  expect(late({ reorderingPerMillion: 100_000 })).toEqual(late({}));
});

describe("changing conditions on the way", () => {
  /** A world of two nodes and a client, each of whom sends to both others at once; who got what from whom. */
  function received(change: (world: World<Log>) => void): string[] {
    const world = createProbeWorld({
      nodes: 2,
      clients: 1,
      script: (process, { what }) => {
        if (what !== "start") return;
        for (const to of [1, 2, 3]) if (to !== process.id) process.send(to, `${process.id}>${to}`, 1, 1);
      },
    });
    change(world);
    world.run(100);
    return world.witness.details("receive").map(String).sort();
  }

  test("for nodes alone, for one link, or for all", () => {
    const lossPerMillion = MILLION;
    expect(received((w) => w.setConditions({ lossPerMillion }, "nodes"))).toEqual(["1>3", "2>3", "3>1", "3>2"]);
    const one = ["1>2", "1>3", "2>1", "2>3", "3>2"];
    expect(received((w) => w.setConditions({ lossPerMillion }, { from: 3, to: 1 }))).toEqual(one);
    expect(received((w) => w.setConditions({ lossPerMillion }))).toEqual([]);
    expect(received((w) => w.setConditions({ lossPerMillion }, "all"))).toEqual([]);
  });

  test("changes what they name and nothing else", () => {
    const world = createProbeWorld({ nodes: 2, clients: 1, conditions: { duplicationPerMillion: 5 } });
    const atFirst = { ...FAIR_CONDITIONS, duplicationPerMillion: 5 };
    expect(world.conditionsOf(1, 2)).toEqual(atFirst);
    world.setConditions({ lossPerMillion: 7 }, { from: 1, to: 2 });
    world.setConditions({ delayMaxUs: 9, delayPerMillion: 3 }, "nodes");
    expect(world.conditionsOf(1, 2)).toEqual({ ...atFirst, lossPerMillion: 7, delayMaxUs: 9, delayPerMillion: 3 });
    expect(world.conditionsOf(2, 1)).toEqual({ ...atFirst, delayMaxUs: 9, delayPerMillion: 3 });
    expect(world.conditionsOf(1, 3)).toEqual(atFirst);
    world.setConditions(FAIR_CONDITIONS);
    expect(world.conditionsOf(2, 1)).toBe(FAIR_CONDITIONS);
  });

  test("is for what is sent from then on", () => {
    const world = createStream(4, 10, { direct: (w) => w.setConditions({ lossPerMillion: MILLION }) });
    world.wakeDirectorAt(15);
    world.run(100);
    expect(world.witness.details("receive")).toEqual([0, 1]);
  });

  test("in a copy of the world leaves the original's as they are", () => {
    const world = createProbeWorld({ conditions: { lossPerMillion: 5 } });
    const copy = world.fork();
    copy.setConditions({ lossPerMillion: 6 });
    expect(world.conditionsOf(1, 2).lossPerMillion).toBe(5);
    expect(copy.fork().conditionsOf(1, 2).lossPerMillion).toBe(6);
  });

  test("has no effect where it changes nothing", () => {
    const inTwo = createStream(500, 10, { conditions: { lossPerMillion: 300_000 } });
    inTwo.setConditions({ corruptionPerMillion: 0, delayMinUs: 5, delayMaxUs: 6 });
    const plain = createStream(500, 10, { conditions: { lossPerMillion: 300_000 } });
    inTwo.run(5000);
    plain.run(5000);
    expect(inTwo.fingerprint()).toBe(plain.fingerprint());
  });
});

describe("what no link can do is an error that says what was asked", () => {
  test.each([
    [{ lossPerMillion: -1 }, "A link's lossPerMillion is an integer from 0 to 1,000,000, not -1."],
    [
      { corruptionPerMillion: 1_000_001 },
      "A link's corruptionPerMillion is an integer from 0 to 1,000,000, not 1000001.",
    ],
    [{ delayPerMillion: 0.5 }, "A link's delayPerMillion is an integer from 0 to 1,000,000, not 0.5."],
    [
      { duplicationPerMillion: Number.NaN },
      "A link's duplicationPerMillion is an integer from 0 to 1,000,000, not NaN.",
    ],
    [{ reorderingPerMillion: 2e6 }, "A link's reorderingPerMillion is an integer from 0 to 1,000,000, not 2000000."],
    [{ delayMinUs: 5 }, "A link delays by integers from 0 to 4294967295, not from 5 to 0."],
    [{ delayMinUs: -5 }, "A link delays by integers from 0 to 4294967295, not from -5 to 0."],
    [{ delayMaxUs: 0.5 }, "A link delays by integers from 0 to 4294967295, not from 0 to 0.5."],
    [{ delayMaxUs: 2 ** 32 }, "A link delays by integers from 0 to 4294967295, not from 0 to 4294967296."],
  ])("%j", (changes, message) => {
    expect(() => changeConditions(FAIR_CONDITIONS, changes)).toThrow(message);
    expect(() => createProbeWorld().setConditions(changes)).toThrow(message);
    expect(() => createProbeWorld({ conditions: changes })).toThrow(message);
  });
});

test("links whose conditions were the same go on sharing them", () => {
  const world = createProbeWorld({ nodes: 4 });
  world.setConditions({ lossPerMillion: 5 }, { from: 1, to: 2 });
  world.setConditions({ delayPerMillion: 9 });
  expect(world.conditionsOf(3, 4)).toBe(world.conditionsOf(4, 2));
  expect(world.conditionsOf(1, 2)).not.toBe(world.conditionsOf(4, 2));
});

test("conditions after changes are those before and the changes, and fair ones are the one object for that", () => {
  const share = fc.constantFrom(0, 1, 500_000, MILLION);
  const conditions = fc
    .record({
      ...{ lossPerMillion: share, delayPerMillion: share, duplicationPerMillion: share },
      ...{ reorderingPerMillion: share, corruptionPerMillion: share },
      ...{ delayMinUs: fc.constantFrom(0, 3), delayMaxUs: fc.constantFrom(3, 2 ** 32 - 1) },
    })
    .map((any) => any as LinkConditions);
  fc.assert(
    fc.property(conditions, conditions, (before, after) => {
      const { delayMinUs: _, ...changes } = after;
      expect(changeConditions(before, changes)).toEqual({ ...after, delayMinUs: before.delayMinUs });
      expect(changeConditions(before, FAIR_CONDITIONS)).toBe(FAIR_CONDITIONS);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { Choices, Departures, expandSeed, RecordingChoices, TapedChoices } from "../../../src/sim/index.ts";
import { PURPOSE_NAMES } from "../../../src/sim/purpose.ts";

const PLACES = 4;

const choice = fc.record({
  how: fc.constantFrom("below" as const, "chance" as const, "which" as const),
  what: fc.integer({ min: 0, max: PURPOSE_NAMES.length - 1 }),
  where: fc.integer({ min: 0, max: PLACES - 1 }),
  bound: fc.integer({ min: 1, max: 1_000_000 }),
});

function make(choices: Choices, { how, what, where, bound }: typeof choice extends fc.Arbitrary<infer T> ? T : never) {
  if (how === "below") return choices.below(what, where, bound);
  if (how === "chance") return choices.chance(what, where, bound);
  return choices.which(what, where, [bound / 2, bound / 4]);
}

test("a tape makes the choices that were recorded, and a recording is no other than what is drawn", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(choice), (seed, made) => {
      const drawn = new Choices(expandSeed(seed), PLACES);
      const recording = new RecordingChoices(expandSeed(seed), PLACES);
      const came = made.map((one) => make(drawn, one));
      expect(made.map((one) => make(recording, one))).toEqual(came);
      const taped = new TapedChoices(Departures.from(recording.departures.list()), PLACES);
      expect(made.map((one) => make(taped, one))).toEqual(came);
    }),
  );
});

test("what is not on a tape is as by default: nothing happens that need not", () => {
  const taped = new TapedChoices(new Departures(), PLACES);
  const latency = PURPOSE_NAMES.indexOf("message-latency");
  const loss = PURPOSE_NAMES.indexOf("message-loss");
  const crash = PURPOSE_NAMES.indexOf("crash-fate");
  expect(taped.below(latency, 1, 1000)).toBe(0);
  expect(taped.chance(loss, 1, 1_000_000)).toBe(false);
  expect(taped.which(crash, 1, [1, 1])).toBe(0);
});

test("who stands for election first by default is drawn: not all the same", () => {
  const taped = new TapedChoices(new Departures(), PLACES);
  const seeds = [1, 2, 3].map((node) => taped.below(PURPOSE_NAMES.indexOf("program-seed"), node, 2 ** 31));
  expect(new Set(seeds).size).toBe(3);
});

test("a taped choice among fewer than there were is the last of them", () => {
  const taped = new TapedChoices(Departures.from([{ what: "client-backoff", where: 1, ordinal: 0, came: 9 }]), PLACES);
  expect(taped.below(PURPOSE_NAMES.indexOf("client-backoff"), 1, 5)).toBe(4);
});

test("forks of a recording go on apart", () => {
  const recording = new RecordingChoices(expandSeed("forks"), PLACES);
  const copy = recording.fork();
  for (let i = 0; i < 20; i++) copy.below(0, 1, 1000);
  expect(recording.departures.list()).toEqual([]);
  expect(copy.departures.list().length).toBeGreaterThan(10);
});

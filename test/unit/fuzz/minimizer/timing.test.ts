import { expect, test } from "vitest";
import { createTrialChoices, HIGHEST_LEVEL, type Timing } from "../../../../src/fuzz/minimizer/timing.ts";
import { type Departure, Departures, purposeNumber, TapedChoices } from "../../../../src/sim/index.ts";

const BOUND = 1_000;
const ELECTIONS = purposeNumber("program-seed");
const LATENCY = purposeNumber("message-latency");
const FATE = purposeNumber("crash-fate");

/** How many of so many choices depart from the default. */
function departing(timing: Timing, what: number): number {
  const choices = createTrialChoices(timing, 4);
  for (let ordinal = 0; ordinal < 512; ordinal++) choices.belowAt(what, 1, ordinal, BOUND);
  return choices.departed.list().length;
}

test("each level draws what the one below draws, and more: elections, fates, then ever more of how long things take", () => {
  const levels = Array.from({ length: HIGHEST_LEVEL + 1 }, (_, level): Timing => ({ kind: "drawn", level, salt: 1 }));
  const of = (what: number) => levels.map((timing) => departing(timing, what));
  expect(of(ELECTIONS).map((count) => count > 500)).toEqual([false, true, true, true, true, true]);
  expect(of(FATE).map((count) => count > 500)).toEqual([false, false, true, true, true, true]);
  const latencies = of(LATENCY);
  expect(latencies.slice(0, 3)).toEqual([0, 0, 0]);
  expect(latencies[3]).toBeGreaterThan(1);
  expect(latencies[4]).toBeGreaterThan(3 * latencies[3]!);
  expect(latencies[5]).toBeGreaterThan(500);
});

test("what departed is a tape of the same choices", () => {
  const drawn = createTrialChoices({ kind: "drawn", level: 4, salt: 7 }, 4);
  const ask = (choices: TapedChoices) =>
    Array.from({ length: 200 }, (_, ordinal) => [
      choices.belowAt(LATENCY, 2, ordinal, BOUND),
      choices.belowAt(ELECTIONS, 2, ordinal, BOUND),
      choices.chanceAt(purposeNumber("message-loss"), 2, ordinal, 500_000),
      choices.whichAt(FATE, 2, ordinal, [300_000, 300_000]),
    ]);
  const came = ask(drawn);
  expect(ask(new TapedChoices(Departures.from(drawn.departed.list()), 4))).toEqual(came);
  expect(ask(createTrialChoices({ kind: "taped", departures: drawn.departed.list() }, 4))).toEqual(came);
  expect(ask(new TapedChoices(new Departures(), 4))).not.toEqual(came);
});

test("one salt draws the same again, and another one something else", () => {
  const of = (salt: number): readonly Departure[] => {
    const choices = createTrialChoices({ kind: "drawn", level: 5, salt }, 4);
    for (let ordinal = 0; ordinal < 9; ordinal++) choices.belowAt(LATENCY, 1, ordinal, BOUND);
    return choices.departed.list();
  };
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});

test("what is varied is as on the tape where nothing is drawn", () => {
  const departures: Departure[] = [{ what: "message-latency", where: 1, ordinal: 3, came: 900 }];
  const choices = createTrialChoices({ kind: "varied", departures, level: 2, salt: 1 }, 4);
  for (let ordinal = 0; ordinal < 9; ordinal++) choices.belowAt(LATENCY, 1, ordinal, BOUND);
  expect(choices.departed.list()).toEqual(departures);
});

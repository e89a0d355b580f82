import { expect, test } from "vitest";
import { TapePlan } from "../../../../src/fuzz/tape/tape-plan.ts";
import { smallTape } from "./small-tape.ts";

function operationsOf(plan: TapePlan, most: number) {
  return Array.from({ length: most }, () => plan.next());
}

/** Up to 1 ms and its deed, up to 2 ms and its deed, up to the moment after the end of the tape, and nothing more. */
const expected = [
  { kind: "pass-time", forUs: 1_000 },
  smallTape.deeds[0]!.deed,
  { kind: "pass-time", forUs: 1_000 },
  smallTape.deeds[1]!.deed,
  { kind: "pass-time", forUs: 98_001 },
  undefined,
];

test.each(expected.map((_, place) => place))("a fork of the plan of a tape goes on from operation %i", (place) => {
  const plan = new TapePlan(smallTape);
  expect(operationsOf(plan, place)).toEqual(expected.slice(0, place));
  const fork = plan.fork();
  const rest = expected.slice(place);
  expect(operationsOf(fork, rest.length)).toEqual(rest);
  expect(operationsOf(plan, rest.length)).toEqual(rest);
  expect([plan.operationsDone, fork.operationsDone]).toEqual([2, 2]);
});

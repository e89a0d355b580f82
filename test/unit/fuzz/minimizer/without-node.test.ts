import { expect, test } from "vitest";
import { departuresWithout } from "../../../../src/fuzz/minimizer/without-node.ts";
import { type Departure, linkBetween, type Purpose } from "../../../../src/sim/index.ts";

const departure = (what: Purpose, where: number): Departure => ({ what, where, ordinal: 3, came: 7 });

test("what departed goes with its node, and is where it was for all others", () => {
  const kept = [
    departure("program-seed", 1),
    departure("sync-latency", 4),
    departure("message-loss", linkBetween(4, 1)),
    departure("unreachable-notice", linkBetween(5, 3)),
    departure("operation", 0),
  ];
  const gone = [
    departure("crash-fate", 2),
    departure("message-latency", linkBetween(2, 4)),
    departure("duplicate-delay", linkBetween(1, 2)),
  ];
  expect(departuresWithout([...kept, ...gone], 2)).toEqual([
    departure("program-seed", 1),
    departure("sync-latency", 3),
    departure("message-loss", linkBetween(3, 1)),
    departure("unreachable-notice", linkBetween(4, 2)),
    departure("operation", 0),
  ]);
});

import { beforeAll, expect, test } from "vitest";
import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import { findParting } from "../../../../src/fuzz/diff/parting.ts";
import type { Tape } from "../../../../src/fuzz/tape/tape.ts";
import { tapeFailure } from "../../../../src/fuzz/taping/taping.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { failingSeed } from "../taping/failing-seed.ts";

let mutated: RaftCore;
let shipped: RaftCore;
let tape: Tape;

beforeAll(async () => {
  const task = await failingSeed("double-vote");
  mutated = await loadCore(task.coreUrl);
  shipped = await loadCore(undefined);
  tape = tapeFailure({ ...task, limitMs: 60_000 }, mutated, { aborted: false })!.tape;
});

test("runs with and without a bug part where it first does something", () => {
  const { step, withMutant, without } = findParting(tape, mutated, shipped)!;
  expect(withMutant.steps.slice(0, step).map(({ facts }) => facts)).toEqual(
    without.steps.slice(0, step).map(({ facts }) => facts),
  );
  const { place } = withMutant.steps[step]!;
  // A second vote in one term, which the core as it is refuses.
  expect(withMutant.steps[step]!.facts).toContainEqual({
    name: "voteGranted",
    args: [place, expect.anything(), expect.anything()],
  });
  expect(without.steps[step]!.facts.map(({ name }) => name)).not.toContain("voteGranted");
  expect(step).toBeLessThanOrEqual(withMutant.violationStep);
});

test("a core does not part from itself", () => {
  expect(findParting(tape, mutated, mutated)).toBeUndefined();
  expect(findParting(tape, shipped, shipped)).toBeUndefined();
});

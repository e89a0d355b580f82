import { expect, test } from "vitest";
import { loadScenario, scenarioNames } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { STRATEGY_NAMES } from "../../../../src/fuzz/strategies/strategy-name.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import type { Tape } from "../../../../src/fuzz/tape/tape.ts";
import { tapeSchema } from "../../../../src/fuzz/tape/tape-schema.ts";
import * as core from "../../../../src/sut/core.ts";

function playAgain(tape: Tape) {
  // Through text and back, as it lies in a file.
  const run = replay(tapeSchema.parse(JSON.parse(JSON.stringify(tape))), core);
  while (!run.advance(100_000));
  return run.result();
}

test("a tape of a run of kraft-fuzz, played again, has the run's fingerprint", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { run, tape } = record(
      { nodes: 3 + (seed % 3), operations: 800, seed: `tape ${seed}`, checkers: true },
      core,
    );
    const { events, fingerprint } = run.result();
    expect(playAgain(tape), `seed ${seed}`).toMatchObject({ events, fingerprint, verdict: "pass" });
  }
});

test.each(STRATEGY_NAMES)("so has a tape of a run of the strategy %s", (strategy) => {
  for (let seed = 1; seed <= 8; seed++) {
    const options = { nodes: 5, operations: 60, seed: `tape ${seed}`, checkers: true, strategy };
    const { run, tape } = record(options, core);
    const { events, fingerprint } = run.result();
    expect(playAgain(tape), `seed ${seed}`).toMatchObject({ events, fingerprint });
  }
});

test.each(scenarioNames())("so has a tape of the scenario %s", (name) => {
  const scenario = loadScenario(name);
  for (const seed of ["1", "2"]) {
    const { run, tape } = record({ nodes: 5, operations: 400, seed, checkers: true, scenario }, core);
    const { events, fingerprint } = run.result();
    expect(playAgain(tape), `seed ${seed}`).toMatchObject({ events, fingerprint });
  }
});

test("recording changes nothing", async () => {
  const { Run } = await import("../../../../src/fuzz/run.ts");
  const options = { nodes: 5, operations: 500, seed: "recorded", checkers: true };
  const run = Run.start(options, core);
  while (!run.advance(100_000));
  expect(record(options, core).run.result().fingerprint).toBe(run.result().fingerprint);
});

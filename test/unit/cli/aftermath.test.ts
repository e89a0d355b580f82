import { expect, test } from "vitest";
import { afterFailures } from "../../../src/cli/aftermath.ts";
import { readCommandLine } from "../../../src/cli/command-line.ts";
import { fuzzCommand, fuzzOptions } from "../../../src/cli/fuzz-options.ts";
import { type Campaign, runCampaign } from "../../../src/fuzz/campaign/campaign.ts";
import { failedResult } from "../fuzz/fake-result.ts";

const campaign: Campaign = {
  firstSeed: "s",
  seeds: 3,
  nodes: 3,
  operations: 1000,
  scenario: undefined,
  twin: false,
  coreUrl: undefined,
  keepsGoing: true,
};

test("whoever interrupts waits for one tape that takes too long, and not for each", async () => {
  const result = await runCampaign(
    campaign,
    {
      seedsAhead: 1,
      cancel: () => {},
      execute: async ({ seed }) => {
        const failed = failedResult(seed);
        const violations = failed.violations.map((violation) => ({ ...violation, invariant: `of ${seed}` }));
        return { kind: "finished", record: { result: { ...failed, violations }, wallMs: 1, cpuMs: 1 } };
      },
    },
    new AbortController().signal,
  );
  expect(result.causes).toHaveLength(3);
  const options = fuzzOptions(readCommandLine(fuzzCommand, ["-n", "3", "-o", "1000"]));
  const late = "it was interrupted, and one before it took too long";
  expect(await afterFailures(options, campaign, result, AbortSignal.abort(), async () => undefined)).toMatchObject([
    { kind: "no-tape", seed: "s", why: "it was interrupted before there was one" },
    { kind: "no-tape", seed: "s-1", invariant: "of s-1", why: late },
    { kind: "no-tape", seed: "s-2", invariant: "of s-2", why: late },
  ]);
});

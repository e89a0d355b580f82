import { describe, expect, test } from "vitest";
import { type CampaignResult, runCampaign } from "../../../../src/fuzz/campaign/campaign.ts";
import type { SeedOutcome } from "../../../../src/fuzz/campaign/seed-task.ts";
import type { ReproduceSeed } from "../../../../src/report/causes.ts";
import { annotations, stepSummary } from "../../../../src/report/github/campaign.ts";
import { failedResult, fakeResult } from "../../fuzz/fake-result.ts";

const reproduce: ReproduceSeed = ({ seed }) => `kraft-fuzz -s '${seed}'`;

function resultOf(outcomes: readonly SeedOutcome[]): Promise<CampaignResult> {
  let at = 0;
  const campaign = {
    firstSeed: "s",
    seeds: outcomes.length,
    nodes: 5,
    operations: 1000,
    scenario: undefined,
    twin: false,
    coreUrl: undefined,
    keepsGoing: true,
  };
  const executor = { seedsAhead: 1, execute: async () => outcomes[at++]!, cancel: () => {} };
  return runCampaign(campaign, executor, new AbortController().signal);
}

function failing(seed: string, message: string): SeedOutcome {
  const violations = [{ ...failedResult(seed).violations[0]!, message }];
  return { kind: "finished", record: { result: { ...failedResult(seed), violations }, wallMs: 1, cpuMs: 1 } };
}

const passing: SeedOutcome = { kind: "finished", record: { result: fakeResult("p"), wallMs: 1, cpuMs: 1 } };
const crashed: SeedOutcome = { kind: "crashed", seed: "c|d", message: "broken:\nhere", stack: "" };

describe("in a workflow of GitHub", () => {
  test("each cause and each crash is a command of one line, in which nothing else can begin", async () => {
    const lines = annotations(await resultOf([failing("a\n::b", "100 % of <x>"), passing, crashed]), reproduce);
    expect(lines).toEqual([
      "::error title=election-safety is violated::seed a%0A::b, the first of 1: 100 %25 of <x>%0Areproduce: kraft-fuzz -s 'a%0A::b'",
      "::error title=the lab crashed::seed c|d: broken:%0Ahere%0Areproduce: kraft-fuzz -s 'c|d'",
    ]);
  });

  test("a summary is a table of figures, and one of what was found, in which no text is markup", async () => {
    const result = await resultOf([failing("a`b", "<b>x</b> | *y*\nz"), crashed, passing]);
    const summary = stepSummary("kraft-fuzz", result, 1234, reproduce);
    expect(summary).toMatch(/^### kraft-fuzz: fail\n\n\| seeds \| failed \| crashed \|/);
    expect(summary).toMatch(/^\| 2 \| 1 \| 1 \| 2,000 \| 108,642 \| 1\.234 s \| `[0-9a-f]{16}` \|$/m);
    expect(summary).toContain(
      "| election-safety | &#60;b&#62;x&#60;/b&#62; \\| &#42;y&#42; z | 1 | `` kraft-fuzz -s 'a`b' `` |\n",
    );
    expect(summary).toContain("\n| what | first | runs | reproduce |\n");
    expect(summary).toContain("| the lab crashed | broken: | 1 | `kraft-fuzz -s 'c\\|d'` |\n");
  });

  test("a campaign that passed has its figures alone", async () => {
    const summary = stepSummary("kraft-fuzz", await resultOf([passing]), 10, reproduce);
    expect(summary.trimEnd().split("\n")).toHaveLength(5);
    expect(annotations(await resultOf([passing]), reproduce)).toEqual([]);
  });
});

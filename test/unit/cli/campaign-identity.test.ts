import { expect, test } from "vitest";
import { identityOf } from "../../../src/cli/campaign-identity.ts";
import { assertSameCampaign } from "../../../src/fuzz/campaign/campaign-file.ts";
import { loadScenario } from "../../../src/fuzz/scenarios/scenario-file.ts";
import { campaign } from "../report/campaign-results.ts";

const mixed = loadScenario("mixed");

test("another scenario is told by its name, and one of the same name by a digest of what it says", () => {
  const was = identityOf({ ...campaign, scenario: mixed }, undefined);
  const flaky = identityOf({ ...campaign, scenario: loadScenario("flaky") }, undefined);
  expect(() => assertSameCampaign("kept", was, flaky)).toThrow(/: its scenario is mixed, and here it is flaky$/);
  const changed = identityOf({ ...campaign, scenario: { ...mixed, title: "changed" } }, undefined);
  const why = /: its digest of the scenario is [0-9a-f]{8}, and here it is [0-9a-f]{8}$/;
  expect(() => assertSameCampaign("kept", was, changed)).toThrow(why);
});

import { expect, test } from "vitest";
import { identityOf, mayGoOnAs } from "../../../src/cli/campaign-identity.ts";
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

test("a campaign that was to end at a failure may be gone on with to the last seed, and not the other way round", () => {
  const ends = identityOf(campaign, undefined);
  const goesOn = identityOf({ ...campaign, keepsGoing: true }, undefined);
  expect(mayGoOnAs(ends, goesOn)).toEqual(goesOn);
  expect(mayGoOnAs(goesOn, ends)).toEqual(goesOn);
  expect(mayGoOnAs(ends, { ...goesOn, strategy: "mixed" })).toEqual(goesOn);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { assertSameCampaign, campaignFile, type Standing } from "../../../../src/fuzz/campaign/campaign-file.ts";
import { Tally } from "../../../../src/fuzz/campaign/tally.ts";
import { HuntsFile, huntedWith } from "../../../../src/fuzz/mutants/generated/hunts-file.ts";
import { failedResult, fakeResult } from "../fake-result.ts";

const folder = mkdtempSync(join(tmpdir(), "kraft-campaign-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "campaign.json");

function standing(): Standing {
  const tally = new Tally(({ result }) => result.verdict === "fail");
  tally.take({
    kind: "finished",
    record: { result: fakeResult("s", { lies: ["equivocate"] }), wallMs: 1.5, cpuMs: 1 },
  });
  tally.take({ kind: "crashed", seed: "s-1", message: "broken", stack: "Error: broken" });
  tally.take({ kind: "finished", record: { result: failedResult("s-2"), wallMs: 2, cpuMs: 1 } });
  return { identity: { "first seed": "s", "number of seeds": "9" }, state: tally.resumable(), wallMs: 77 };
}

describe("the file of a campaign", () => {
  test("gives back how far it has come", () => {
    campaignFile(path).write(standing());
    expect(campaignFile(path).read()).toEqual(standing());
  });

  test("belongs to one campaign", () => {
    const { identity } = standing();
    assertSameCampaign(path, identity, { ...identity });
    const why = "is of another campaign: its number of seeds is 9, and here it is 10";
    expect(() => assertSameCampaign(path, identity, { ...identity, "number of seeds": "10" })).toThrow(why);
    expect(() => assertSameCampaign(path, identity, { ...identity, strategy: "new" })).toThrow(/strategy is nothing/);
  });

  test("is no file of hunts, nor the other way round", () => {
    const hunted = huntedWith("1", 120_000, {});
    const other = join(folder, "hunts.json");
    HuntsFile.open(other, hunted);
    expect(() => campaignFile(other).read()).toThrow(`${other} is not the file of a campaign`);
    campaignFile(path).read();
    expect(() => HuntsFile.open(path, hunted)).toThrow(`${path} is not the file of hunts`);
  });
});

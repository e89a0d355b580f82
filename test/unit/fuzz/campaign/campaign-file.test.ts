import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  assertSameCampaign,
  CampaignFileError,
  readCampaignFile,
  type Standing,
  writeCampaignFile,
} from "../../../../src/fuzz/campaign/campaign-file.ts";
import { Tally } from "../../../../src/fuzz/campaign/tally.ts";
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

const complaintOf = (text: string): string => {
  writeFileSync(path, text);
  try {
    readCampaignFile(path);
  } catch (error) {
    if (error instanceof CampaignFileError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
};

beforeEach(() => writeCampaignFile(path, standing()));

describe("the file of a campaign", () => {
  test("gives back what was written, and leaves nothing beside it", () => {
    expect(readCampaignFile(path)).toEqual(standing());
    expect(readdirSync(folder)).toEqual(["campaign.json"]);
    expect(readCampaignFile(join(folder, "another.json"))).toBeUndefined();
  });

  test("is refused wherever a character of it was changed, left out or cut", () => {
    const text = readFileSync(path, "utf8").trimEnd();
    const damage = fc.record({ at: fc.nat(text.length - 1), how: fc.constantFrom("change", "drop", "cut") });
    fc.assert(
      fc.property(damage, ({ at, how }) => {
        const put = how === "change" ? (text[at] === "7" ? "8" : "7") : "";
        const damaged = how === "cut" ? text.slice(0, at) : text.slice(0, at) + put + text.slice(at + 1);
        expect(complaintOf(damaged)).toMatch(/campaign\.json (is|cannot)/);
        expect(readFileSync(path, "utf8")).toBe(damaged);
      }),
      { numRuns: 300 },
    );
  });

  test("is refused with the reason when another kraft wrote it, or it is something else", () => {
    const text = readFileSync(path, "utf8");
    expect(complaintOf(text.replace('"schema":1', '"schema":2'))).toMatch(/version 2, of a newer kraft: this one is/);
    expect(complaintOf(text.replace(/"kraft":"[^"]*"/, '"kraft":"0.0.1"'))).toMatch(/is of kraft 0\.0\.1, and this is/);
    expect(complaintOf("null")).toBe(`${path} is not the file of a campaign`);
    expect(complaintOf("{}")).toBe(`${path} is not the file of a campaign`);
    expect(complaintOf("")).toMatch(/is damaged, or not the file of a campaign: it is no JSON document$/);
  });

  test("belongs to one campaign", () => {
    const { identity } = standing();
    assertSameCampaign(path, identity, { ...identity });
    const why = "is of another campaign: its number of seeds is 9, and here it is 10";
    expect(() => assertSameCampaign(path, identity, { ...identity, "number of seeds": "10" })).toThrow(why);
    expect(() => assertSameCampaign(path, identity, { ...identity, strategy: "new" })).toThrow(/strategy is nothing/);
  });

  test("that cannot be written leaves what was there, and nothing beside it", () => {
    const before = readFileSync(path, "utf8");
    expect(() => writeCampaignFile(folder, standing())).toThrow(/^cannot write the campaign's file/);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readdirSync(folder)).toEqual(["campaign.json"]);
  });
});

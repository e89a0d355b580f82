import type { Campaign } from "../fuzz/campaign/campaign.ts";
import { campaignFields, runFields } from "../report/document.ts";
import { closingFields, headFields } from "./fuzz-json.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import type { FuzzOutput } from "./fuzz-text.ts";
import { reproduceCommand } from "./reproduce.ts";

/** Prints a JSON document on each line: one for each run as it ends, and last of all one of the whole campaign. */
export function createJsonLinesOutput(options: FuzzOptions, campaign: Campaign): FuzzOutput {
  let head = {};
  let summary = {};
  return {
    isDocument: true,
    begin: (seedsBefore) => {
      head = headFields(options, campaign, seedsBefore);
    },
    run: (record) => print({ kind: "run", ...runFields(record) }),
    end: (result, wallMs) => {
      summary = campaignFields(result, wallMs, (searched) => reproduceCommand(options, searched));
    },
    close: (aftermaths) => print({ kind: "campaign", ...head, ...summary, ...closingFields(options, aftermaths) }),
  };
}

function print(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

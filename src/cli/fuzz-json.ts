import type { Campaign } from "../fuzz/campaign/campaign.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { campaignFields, runFields } from "../report/document.ts";
import { type Aftermath, aftermathFields } from "./aftermath.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import type { FuzzOutput } from "./fuzz-text.ts";
import { nameOfCommand, reproduceCommand } from "./reproduce.ts";

/**
 * Prints one JSON document. The runs of a campaign are printed as they finish, so that a million of them need not be
 * kept.
 */
export function createJsonOutput(options: FuzzOptions, campaign: Campaign): FuzzOutput {
  const single = campaign.seeds === 1;
  let separator = "\n";
  return {
    isDocument: true,
    begin: (seedsBefore) => {
      print(`${JSON.stringify(headFields(options, campaign, seedsBefore)).slice(0, -1)},\n`);
      if (!single) print('"runs":[');
    },
    run: (record) => {
      if (single) return;
      print(`${separator}${JSON.stringify(runFields(record))}`);
      separator = ",\n";
    },
    end: (result, wallMs) => {
      if (!single) print("],\n");
      const fields = campaignFields(result, wallMs, (searched) => reproduceCommand(options, searched));
      print(JSON.stringify(fields).slice(1, -1));
    },
    close: (aftermaths) => {
      const fields = closingFields(options, aftermaths);
      print(`${Object.keys(fields).length === 0 ? "}" : `,${JSON.stringify(fields).slice(1)}`}\n`);
    },
  };
}

/** What a document begins with; of a campaign that is kept, after how many seeds it was gone on with, too. */
export function headFields(options: FuzzOptions, { firstSeed }: Campaign, seedsBefore: number) {
  return {
    tool: nameOfCommand(options),
    version: PACKAGE_VERSION,
    seed: firstSeed,
    options: fields(options),
    ...(options.resume !== undefined && { seedsBefore }),
  };
}

/** What a document ends with: what came of the failure, or of each cause. */
export function closingFields({ keepsGoing }: FuzzOptions, aftermaths: readonly Aftermath[]) {
  const [first] = aftermaths;
  if (first === undefined) return {};
  if (!keepsGoing) return aftermathFields(first);
  return { tapes: aftermaths.map((aftermath) => ({ seed: aftermath.seed, ...aftermathFields(aftermath) })) };
}

/** What was asked for. The number of workers is left out: nothing found depends on it. */
function fields(options: FuzzOptions) {
  const { keepsGoing, nodes, operations, timeLimitMs, seeds, twin, mutant, scenario, strategy, disk, ...liars } =
    options;
  const { byzantine = null, rotate = null } = liars;
  return {
    nodes,
    operations,
    timeSeconds: timeLimitMs === undefined ? null : timeLimitMs / 1000,
    seeds: Number.isFinite(seeds) ? seeds : null,
    twin,
    mutant: mutant ?? null,
    ...(keepsGoing && { keepGoing: true }),
    ...(strategy && { strategy }),
    ...(disk && { disk }),
    ...(scenario === undefined ? {} : { scenario, byzantine, rotate }),
  };
}

function print(text: string): void {
  process.stdout.write(text);
}

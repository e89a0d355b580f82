import type { Campaign } from "../fuzz/campaign/campaign.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { campaignFields, runFields } from "../report/document.ts";
import { aftermathFields } from "./aftermath.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import type { FuzzOutput } from "./fuzz-text.ts";
import { nameOfCommand } from "./reproduce.ts";

/**
 * Prints one JSON document. The runs of a campaign are printed as they finish, so that a million of them need not be
 * kept.
 */
export function createJsonOutput(options: FuzzOptions, campaign: Campaign): FuzzOutput {
  const single = campaign.seeds === 1;
  let separator = "\n";
  return {
    begin: () => {
      const head = {
        tool: nameOfCommand(options),
        version: PACKAGE_VERSION,
        seed: campaign.firstSeed,
        options: fields(options),
      };
      print(`${JSON.stringify(head).slice(0, -1)},\n`);
      if (!single) print('"runs":[');
    },
    run: (record) => {
      if (single) return;
      print(`${separator}${JSON.stringify(runFields(record))}`);
      separator = ",\n";
    },
    end: (result, wallMs) => {
      if (!single) print("],\n");
      print(JSON.stringify(campaignFields(result, wallMs)).slice(1, -1));
    },
    close: (aftermath) => {
      const fields = aftermath === undefined ? "}" : `,${JSON.stringify(aftermathFields(aftermath)).slice(1)}`;
      print(`${fields}\n`);
    },
  };
}

/** What was asked for. The number of workers is left out: nothing found depends on it. */
function fields({ nodes, operations, timeLimitMs, seeds, twin, mutant, scenario, strategy, ...liars }: FuzzOptions) {
  const { byzantine = null, rotate = null } = liars;
  return {
    nodes,
    operations,
    timeSeconds: timeLimitMs === undefined ? null : timeLimitMs / 1000,
    seeds: Number.isFinite(seeds) ? seeds : null,
    twin,
    mutant: mutant ?? null,
    ...(strategy && { strategy }),
    ...(scenario === undefined ? {} : { scenario, byzantine, rotate }),
  };
}

function print(text: string): void {
  process.stdout.write(text);
}

import { createHash } from "node:crypto";
import type { Campaign } from "../fuzz/campaign/campaign.ts";
import type { Identity } from "../fuzz/campaign/campaign-file.ts";
import type { Mutant } from "../fuzz/mutants/mutant.ts";

const KEEP_GOING = "--keep-going";

/**
 * All that decides, beside kraft itself, what a campaign comes to, in words: of what is in a file, what it says and not
 * where it lies.
 */
export function identityOf(campaign: Campaign, mutant: Mutant | undefined): Identity {
  const { disk, firstSeed, keepsGoing, nodes, operations, scenario, seeds, strategy, twin } = campaign;
  return {
    "first seed": firstSeed,
    "number of seeds": Number.isFinite(seeds) ? String(seeds) : "all that time allows",
    "number of nodes": String(nodes),
    "number of operations": String(operations),
    scenario: scenario?.name ?? "none",
    // Asked after the names: it tells two of one name apart.
    ...(scenario && { "digest of the scenario": digestOf(scenario) }),
    strategy: strategy ?? "swarm",
    disk: disk ?? "by the seed",
    mutant: mutant?.id ?? "none",
    ...(mutant && { "digest of the mutant": digestOf([mutant.file, mutant.find, mutant.replace]) }),
    "--twin": given(twin),
    [KEEP_GOING]: given(keepsGoing),
  };
}

/**
 * As which a kept campaign may be gone on with: one that was to end at its first failure came to the same until there as
 * one that goes on to the last seed.
 */
export function mayGoOnAs(was: Identity, is: Identity): Identity {
  return was[KEEP_GOING] === given(false) ? { ...was, [KEEP_GOING]: is[KEEP_GOING]! } : was;
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 8);
}

function given(flag: boolean): string {
  return flag ? "given" : "not given";
}

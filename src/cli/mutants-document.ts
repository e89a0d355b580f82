import type { CrdtHunt } from "../fuzz/crdt/crdt-hunt.ts";
import type { ComparedHunt } from "../fuzz/mutants/compared-hunt.ts";
import type { ImpossibleMutant } from "../fuzz/mutants/mutant.ts";
import type { Hunt } from "../fuzz/mutants/mutant-hunt.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { comparedFields } from "../report/compared-hunts.ts";
import { crdtHuntFields } from "../report/crdt-hunts.ts";
import { huntFields } from "../report/hunts.ts";
import { killCostsOf } from "../report/kill-costs.ts";
import type { KilledTape } from "./killed-tapes.ts";
import type { MutantsOptions } from "./mutants-options.ts";

/** All that kraft-mutants found. */
export interface MutantsFound {
  readonly seed: string;
  readonly hunts: readonly Hunt[];
  readonly typeHunts: readonly CrdtHunt[];
  readonly impossible: readonly ImpossibleMutant[];
  readonly compared: readonly ComparedHunt[];
  readonly tapes: readonly KilledTape[];
  readonly isInterrupted: boolean;
}

/** The document that kraft-mutants prints with --json. */
export function mutantsDocument(options: MutantsOptions, found: MutantsFound): string {
  const { compared, hunts, impossible, seed, tapes, typeHunts } = found;
  const document = {
    tool: "kraft-mutants",
    version: PACKAGE_VERSION,
    seed,
    options: {
      nodes: options.nodes ?? null,
      operations: options.operations ?? null,
      scenario: options.scenario ?? null,
      timeSeconds: options.timeLimitMs / 1000,
      seeds: options.seeds,
    },
    verdict: verdictOn(found),
    mutants: hunts.map(huntFields),
    ...(typeHunts.length > 0 && { ofTypes: typeHunts.map(crdtHuntFields) }),
    toKill: killCostsOf(hunts) ?? null,
    impossible: impossible.map(({ id, breaks, why }) => ({ id, breaks, why })),
    ...(compared.length > 0 && { comparedWith: options.compared, compared: compared.map(comparedFields) }),
    ...(tapes.length > 0 && { tapes }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function verdictOn({ hunts, isInterrupted, typeHunts }: MutantsFound): "pass" | "fail" | "unknown" {
  const decided = ["killed", "survived", "out-of-time"];
  if (typeHunts.some(({ fate }) => fate === "survived" || fate === "out-of-time")) return "fail";
  if (hunts.some(({ asExpected, fate }) => !asExpected && decided.includes(fate))) return "fail";
  return isInterrupted || hunts.some((hunt) => !hunt.asExpected) ? "unknown" : "pass";
}

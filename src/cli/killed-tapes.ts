import { join } from "node:path";
import type { Searched } from "../fuzz/campaign/seed-task.ts";
import type { Hunt } from "../fuzz/mutants/mutant-hunt.ts";
import { type Reduction, writeTapeFile } from "../fuzz/tape/tape-file.ts";
import { type Origin, tapeFileOf } from "../fuzz/taping/tape-file-of.ts";
import type { Taped } from "../fuzz/taping/taping.ts";
import { tapeInProcess } from "../fuzz/taping/taping-process.ts";
import { CORPUS } from "./aftermath.ts";

/** Where the tape of a killed mutant lies, and how small it is. */
export interface KilledTape {
  readonly mutant: string;
  readonly path: string;
  readonly invariant: string;
  readonly reduction: Reduction | null;
  readonly ending: Taped["ending"];
}

/** How a seed of a hunt was found. */
export type OriginOf = (hunt: Hunt, killer: Searched) => Origin;

/**
 * Tapes how each mutant was killed, several at a time, and writes it to the corpus under the mutant's id: what was there
 * is replaced. `onDone` hears how many are done. Those that an interrupt left without a tape are missing.
 */
export async function tapeKilled(
  hunts: readonly Hunt[],
  limitMs: number,
  workers: number,
  originOf: OriginOf,
  interrupt: AbortSignal,
  onDone: (done: number) => void,
): Promise<KilledTape[]> {
  const tapes: (KilledTape | undefined)[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < hunts.length && !interrupt.aborted) {
      const place = next++;
      tapes[place] = await tapeHunt(hunts[place]!, limitMs, originOf, interrupt);
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return tapes.filter((tape) => tape !== undefined);
}

async function tapeHunt(
  hunt: Hunt,
  limitMs: number,
  originOf: OriginOf,
  interrupt: AbortSignal,
): Promise<KilledTape | undefined> {
  const { campaign, killedBy, mutant } = hunt;
  const { coreUrl, disk, nodes, operations, scenario } = campaign;
  const killer = hunt.killer!;
  const task = {
    ...killer,
    nodes,
    operations,
    scenario,
    coreUrl,
    ...(disk && { disk }),
    invariant: killedBy[0],
    limitMs,
  };
  const taped = await tapeInProcess(task, interrupt);
  if (taped === undefined) return undefined;
  const path = join(CORPUS, `${mutant.id}.json`);
  const file = tapeFileOf(taped, originOf(hunt, killer), CORPUS);
  writeTapeFile(path, file);
  return { mutant: mutant.id, path, invariant: file.invariant, reduction: file.reduction, ending: taped.ending };
}

import { relative } from "node:path";
import { meaningOf } from "../meanings.ts";
import { isMutantFile } from "../mutants/mutant.ts";
import { PACKAGE_VERSION } from "../package-root.ts";
import { TAPE_SCHEMA, type TapeFile } from "../tape/tape-file.ts";
import type { Taped } from "./taping.ts";

/** How a failure was found. */
export interface Origin {
  /** The command that shows its run again. */
  readonly command: string;
  /** The id or the file of the planted bug, as it was typed; undefined: none was planted. */
  readonly mutant: string | undefined;
}

/** A taped failure as it goes into a file of this folder. */
export function tapeFileOf(
  { fingerprint, reduction, tape, violation }: Taped,
  origin: Origin,
  folder: string,
): TapeFile {
  const { invariant } = violation;
  return {
    schema: TAPE_SCHEMA,
    kraft: PACKAGE_VERSION,
    invariant,
    meaning: meaningOf(invariant),
    command: origin.command,
    mutant: fromFolder(origin.mutant, folder),
    violation,
    fingerprint,
    reduction,
    tape,
  };
}

function fromFolder(mutant: string | undefined, folder: string): string | null {
  if (mutant === undefined) return null;
  return isMutantFile(mutant) ? relative(folder, mutant) : mutant;
}

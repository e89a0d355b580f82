import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { PACKAGE_ROOT } from "../fuzz/package-root.ts";
import type { Place } from "./file-reach.ts";

/** Where it is written why some places are not reached. */
export const DEFENCES_FILE = "corpus/unreached.yaml";

const text = z.string().min(1);

const defencesSchema = z.array(
  z.strictObject({
    why: text,
    places: z.array(z.strictObject({ file: text, function: text, never: text, text })).min(1),
  }),
);

/** A place that need not be reached. It is known by what stands there, not by its line, which moves. */
export type Defended = Omit<Place, "line">;

export function readDefences(file = join(PACKAGE_ROOT, DEFENCES_FILE)): Defended[] {
  return defencesSchema.parse(parse(readFileSync(file, "utf8"))).flatMap(({ places }) => places);
}

/** What the list and the campaign disagree on. */
export interface Disagreement {
  /** Nothing reaches them, and nobody says why. */
  readonly undefended: readonly Place[];
  /** The list has them, and they were reached, or are not there any more. */
  readonly stale: readonly Defended[];
}

export function compareWith(defended: readonly Defended[], unreached: readonly Place[]): Disagreement {
  const known = new Set(defended.map(nameOf));
  const found = new Set(unreached.map(nameOf));
  return {
    undefended: unreached.filter((place) => !known.has(nameOf(place))),
    stale: defended.filter((place) => !found.has(nameOf(place))),
  };
}

function nameOf({ file, function: within, never, text }: Defended): string {
  return JSON.stringify([file, within, never, text]);
}

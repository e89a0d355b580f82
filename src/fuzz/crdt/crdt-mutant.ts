import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { CRDT_NAMES } from "../../crdt/index.ts";
import { aboutMutant, isMutantFile, noSuchMutant, readMutant } from "../mutants/mutant.ts";
import { PACKAGE_ROOT } from "../package-root.ts";
import { type BreachName, LAW_NAMES, THROWS } from "./laws.ts";

const CATALOGUE = join(PACKAGE_ROOT, "corpus/mutants/crdt");

const schema = z
  .strictObject({
    ...aboutMutant,
    file: z.string().regex(/^crdt\/\w[\w-]*\.ts$/, "must be a .ts file of src/crdt, as crdt/or-set.ts"),
    /** Exact text that occurs there once. */
    find: z.string().min(1, "must not be empty"),
    replace: z.string(),
    /** Types in which it shows. */
    types: z.array(z.enum(CRDT_NAMES as [(typeof CRDT_NAMES)[number]])).min(1, "must name at least one type"),
    /** Laws of which one must catch it, or that it throws. */
    breaks: z.array(z.enum([...LAW_NAMES, THROWS] as [BreachName])).min(1, "must name at least one law"),
    expect: z.literal("killed"),
  })
  .refine(({ find, replace }) => find !== replace, { path: ["replace"], error: "must differ from find" });

/** A change planted in the types, and what must become of it. */
export type CrdtMutant = z.infer<typeof schema>;

/** The ids of the catalogue, in alphabetical order. */
export function crdtMutantIds(): string[] {
  return readdirSync(CATALOGUE)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** Whether this is the id of one of them, or a file that changes a file of src/crdt. */
export function isCrdtMutant(idOrFile: string): boolean {
  if (!isMutantFile(idOrFile)) return crdtMutantIds().includes(idOrFile);
  return existsSync(idOrFile) && /^file: *["']?crdt\//m.test(readFileSync(idOrFile, "utf8"));
}

/**
 * Loads a mutant of the catalogue by its id, or any file by its path.
 *
 * @throws MutantError if there is none, or the file is not valid.
 */
export function loadCrdtMutant(idOrFile: string): CrdtMutant {
  if (isMutantFile(idOrFile)) return readMutant(resolve(idOrFile), schema);
  const file = join(CATALOGUE, `${idOrFile}.yaml`);
  if (existsSync(file)) return readMutant(file, schema);
  throw noSuchMutant(idOrFile, crdtMutantIds());
}

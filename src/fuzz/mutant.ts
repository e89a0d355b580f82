import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { PACKAGE_ROOT } from "./package-root.ts";

/** A mutant that cannot be used: its file, its edit, or its name is wrong. The message is one line for people. */
export class MutantError extends Error {
  override readonly name = "MutantError";
}

const text = z.string().min(1, "must not be empty");
const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens");

/** A planted bug: one exact change to the text of the core, and what must become of it. */
const mutantSchema = z
  .strictObject({
    id: name,
    title: text,
    /** Invariants of which one must catch it; none when it must survive. */
    breaks: z.array(name),
    /** Where the bug was published. */
    source: text,
    /** Path below src/raft. */
    file: z.string().regex(/^(?!.*\.\.)[\w-][\w./-]*\.ts$/, "must be the path of a .ts file below src/raft"),
    /** Exact text that occurs there once. */
    find: text,
    replace: z.string(),
    /** The reason why it is a bug, or why it changes nothing that matters. */
    why: text,
    expect: z.enum(["killed", "survives"]),
    /** The campaign that shows it best, where the usual one does not. */
    campaign: z
      .strictObject({
        nodes: z.int().min(1).max(25).optional(),
        operations: z.int().min(1).max(10_000_000).optional(),
      })
      .optional(),
  })
  .refine((mutant) => (mutant.expect === "killed") === mutant.breaks.length > 0, {
    path: ["breaks"],
    error: "must name at least one invariant if expect is killed, and none if expect is survives",
  })
  .refine((mutant) => mutant.find !== mutant.replace, { path: ["replace"], error: "must differ from find" });

export type Mutant = z.infer<typeof mutantSchema>;

const CATALOGUE = join(PACKAGE_ROOT, "corpus/mutants");

/** The ids of the catalogue, in alphabetical order. */
export function catalogueIds(): string[] {
  return readdirSync(CATALOGUE)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** Whether the name means a file rather than an id of the catalogue. */
export function isMutantFile(idOrFile: string): boolean {
  return /[\\/]|\.ya?ml$/.test(idOrFile);
}

/**
 * Loads a mutant of the catalogue by its id, or any file by its path.
 *
 * @throws MutantError if there is none, or the file is not valid.
 */
export function loadMutant(idOrFile: string): Mutant {
  if (isMutantFile(idOrFile)) return readMutant(resolve(idOrFile));
  const file = join(CATALOGUE, `${idOrFile}.yaml`);
  if (!existsSync(file)) {
    throw new MutantError(
      `there is no mutant ${JSON.stringify(idOrFile)}: give a .yaml file or one of ${catalogueIds().join(", ")}`,
    );
  }
  return readMutant(file);
}

function readMutant(file: string): Mutant {
  const parsed = mutantSchema.safeParse(parseYaml(file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new MutantError(`${file} is not a valid mutant: ${where}${firstLine(issue.message)}`);
}

function parseYaml(file: string): unknown {
  const document = parseDocument(readText(file));
  const problem = document.errors[0];
  if (problem !== undefined) throw new MutantError(`${file} is not valid YAML: ${firstLine(problem.message)}`);
  return document.toJS();
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new MutantError(`cannot read the mutant file ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]!.replace(/:$/, "");
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { nearest } from "../../form/nearest.ts";
import { invariantNames } from "../invariant-names.ts";
import { PACKAGE_ROOT } from "../package-root.ts";
import { DISK_KINDS } from "../profile/disk-kind.ts";
import { scenarioNames } from "../scenarios/scenario-file.ts";

/** A mutant that cannot be used: its file, its edit, or its name is wrong. The message is one line for people. */
export class MutantError extends Error {
  override readonly name: string = "MutantError";
}

const text = z.string().min(1, "must not be empty");
/** Goes to terminals as it is. */
const line = z.string().regex(/^\P{C}+$/u, "must be one line of printable text");
const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens");

const INVARIANTS = invariantNames();

const invariant = z.enum(INVARIANTS, { error: ({ input }) => describeUnknown(input) });

const scenario = z.enum(scenarioNames(), {
  error: ({ input }) => `there is no scenario ${JSON.stringify(input)}: the names are ${scenarioNames().join(", ")}`,
});

/** What every mutant's file says. */
export const aboutMutant = {
  id: name,
  title: line,
  /** Where the bug was published. */
  source: line,
  /** The reason why it is a bug, why it changes nothing that matters, or why it cannot be planted. */
  why: text,
};

const edit = {
  /** A file of src/raft by its name, or one of the sessions or of the storage by its path below src. */
  file: z
    .string()
    .regex(
      /^(machine\/session|storage\/\w|\w)[\w-]*\.ts$/,
      "must be a .ts file of src/raft, machine/session*.ts, or storage/*.ts",
    ),
  /** Exact text that occurs there once. */
  find: text,
  replace: z.string(),
  /** The campaign that shows it best, where the usual one does not. */
  campaign: z
    .strictObject({
      /** One of kraft's scenarios; kraft-fuzz's own mix of operations if not given. */
      scenario: scenario.optional(),
      nodes: z.int().min(1).max(25).optional(),
      operations: z.int().min(1).max(10_000_000).optional(),
      /** What disks hold in all seeds; what each seed says if not given. */
      disk: z.enum(DISK_KINDS).optional(),
    })
    .optional(),
};

const changesText = (mutant: { find: string; replace: string }): boolean => mutant.find !== mutant.replace;
const differs = { path: ["replace"], error: "must differ from find" };

/** A bug to catch. */
const killedSchema = z
  .strictObject({
    ...aboutMutant,
    ...edit,
    /** Invariants of which one must catch it. */
    breaks: z.array(invariant).min(1, "must name at least one invariant if expect is killed"),
    expect: z.literal("killed"),
  })
  .refine(changesText, differs);

/** A change that must not be taken for a bug. */
const survivesSchema = z
  .strictObject({
    ...aboutMutant,
    ...edit,
    breaks: z.array(invariant).max(0, "must name no invariant if expect is survives"),
    expect: z.literal("survives"),
  })
  .refine(changesText, differs);

/** A published bug that no change of one place can bring into this core. There is nothing to plant. */
const impossibleSchema = z.strictObject({
  ...aboutMutant,
  /** What it breaks where it is possible. */
  breaks: z.array(invariant).min(1, "must name at least one invariant if expect is impossible"),
  expect: z.literal("impossible"),
});

const entrySchema = z.discriminatedUnion("expect", [killedSchema, survivesSchema, impossibleSchema], {
  error: ({ code, note }) =>
    code === "invalid_union" && note !== undefined ? 'must be "killed", "survives" or "impossible"' : undefined,
});

/** A planted change: one exact edit of the text of the core, and what must become of it. */
export type Mutant = z.infer<typeof killedSchema> | z.infer<typeof survivesSchema>;

/** A published bug that is impossible by construction. */
export type ImpossibleMutant = z.infer<typeof impossibleSchema>;

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
 * @throws MutantError if there is none, the file is not valid, or the mutant is impossible: there is nothing to run.
 */
export function loadMutant(idOrFile: string): Mutant {
  const entry = loadEntry(idOrFile);
  if (entry.expect !== "impossible") return entry;
  throw new MutantError(
    `the mutant ${entry.id} is impossible by construction, so there is nothing to run: ${entry.why}`,
  );
}

/**
 * Loads what the catalogue, or any file, has under this id or path, be it possible or not. `others` are ids that a person
 * may have meant, and that are none of the catalogue.
 *
 * @throws MutantError if there is none, or the file is not valid.
 */
export function loadEntry(idOrFile: string, others: readonly string[] = []): Mutant | ImpossibleMutant {
  if (isMutantFile(idOrFile)) return readEntry(resolve(idOrFile));
  const file = join(CATALOGUE, `${idOrFile}.yaml`);
  if (!existsSync(file)) throw noSuchMutant(idOrFile, [...catalogueIds(), ...others]);
  return readEntry(file);
}

/** They are too many to name them all. */
export function noSuchMutant(id: string, ids: readonly string[]): MutantError {
  const meant = nearest(id, ids);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return new MutantError(
    `there is no mutant ${JSON.stringify(id)}${hint}: give a .yaml file, or an id that kraft-mutants --list prints`,
  );
}

function readEntry(file: string): Mutant | ImpossibleMutant {
  return readMutant(file, entrySchema);
}

/**
 * What a mutant's file says.
 *
 * @throws MutantError if it is not what the schema asks for.
 */
export function readMutant<Entry>(file: string, schema: z.ZodType<Entry>): Entry {
  const parsed = schema.safeParse(parseYaml(file));
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

function describeUnknown(input: unknown): string {
  return `there is no invariant ${JSON.stringify(input)}: the names are ${INVARIANTS.join(", ")}`;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]!.replace(/:$/, "");
}

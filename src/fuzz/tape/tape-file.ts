import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { Violation } from "../../../invariants/index.ts";
import { makeDirectory } from "../../files/make-directory.ts";
import { invariantNames } from "../invariant-names.ts";
import { isMutantFile } from "../mutants/mutant.ts";
import { PACKAGE_VERSION } from "../package-root.ts";
import { writeAside } from "../write-aside.ts";
import { repeatedKey } from "./repeated-key.ts";
import { count } from "./setup-schema.ts";
import type { Tape } from "./tape.ts";
import { tapeSchema } from "./tape-schema.ts";
import { tapeText } from "./tape-text.ts";

/** A tape that cannot be used. The message is one line for people, which names the file and says what is allowed. */
export class TapeError extends Error {
  override readonly name = "TapeError";
}

/** The version of the format. One that is higher was written by a newer kraft. */
export const TAPE_SCHEMA = 1;

/** A failure as it lies in a file: what broke, what that means, and the tape on which it breaks again. */
export interface TapeFile {
  readonly schema: typeof TAPE_SCHEMA;
  /** The version of kraft that wrote it. */
  readonly kraft: string;
  readonly invariant: string;
  /** What it means that this is broken, in one sentence. */
  readonly meaning: string;
  /** The command that found it. */
  readonly command: string;
  /** The planted bug: an id of the catalogue, or a .yaml file, from the folder of this file; null: none was planted. */
  readonly mutant: string | null;
  /** What the tape shows. */
  readonly violation: Violation;
  /** Of the run that the tape is of. */
  readonly fingerprint: string;
  /** What minimizing took away; null if nobody minimized it. */
  readonly reduction: Reduction | null;
  readonly tape: Tape;
}

/** Each before and after. */
export interface Reduction {
  readonly entries: readonly [before: number, after: number];
  readonly nodes: readonly [before: number, after: number];
  readonly messages: readonly [before: number, after: number];
  readonly events: readonly [before: number, after: number];
}

const text = z.string().min(1, "must not be empty");
const change = z.tuple([count, count]).readonly();

const violation: z.ZodType<Violation> = z.strictObject({
  invariant: text,
  event: count,
  atUs: count,
  nodes: z.array(count),
  message: text,
});

const tapeFileSchema: z.ZodType<TapeFile> = z
  .strictObject({
    schema: z.literal(TAPE_SCHEMA),
    kraft: text,
    invariant: z.enum(invariantNames(), { error: ({ input }) => `there is no invariant ${JSON.stringify(input)}` }),
    meaning: text,
    command: text,
    mutant: text.nullable(),
    violation,
    fingerprint: z.string().regex(/^[0-9a-f]{16}$/, "must be 16 hexadecimal digits"),
    reduction: z.strictObject({ entries: change, nodes: change, messages: change, events: change }).nullable(),
    tape: tapeSchema,
  })
  .refine((file) => file.violation.invariant === file.invariant, {
    path: ["violation", "invariant"],
    error: "must be the invariant of the file",
  });

/** @throws TapeError if there is no such file, or what it holds is no tape of a version that is known here. */
export function readTapeFile(path: string): TapeFile {
  const text = readText(path);
  const content = parse(path, text);
  const version = (content as { schema?: unknown } | null)?.schema;
  if (typeof version === "number" && version > TAPE_SCHEMA) {
    throw new TapeError(
      `${path} is a tape of version ${version}, of a newer kraft: this one is ${PACKAGE_VERSION} and reads version ${TAPE_SCHEMA}`,
    );
  }
  const twice = repeatedKey(text);
  if (twice !== undefined) throw new TapeError(`${path} is not a valid tape: ${twice}: it is there twice`);
  const parsed = tapeFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new TapeError(`${path} is not a valid tape: ${where}${issue.message}`);
}

/** What was there is replaced, and the folder is made. @throws TapeError if it cannot be written. */
export function writeTapeFile(path: string, file: TapeFile): void {
  const text = textOf(file);
  try {
    makeDirectory(dirname(path));
    writeAside(path, text);
  } catch (error) {
    throw new TapeError(`cannot write the tape ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** The same text for the same tape, wherever it came from: keys have the order of the schema. */
export function textOf(file: TapeFile): string {
  return tapeText(tapeFileSchema.parse(file));
}

/** The mutant of a tape that lies at this path, as `loadMutant` takes it; undefined if none was planted. */
export function mutantOf(path: string, { mutant }: TapeFile): string | undefined {
  if (mutant === null) return undefined;
  return isMutantFile(mutant) ? resolve(join(dirname(path), mutant)) : mutant;
}

function parse(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    const text = content.trim();
    if (text !== "" && !text.startsWith("{")) throw new TapeError(`${path} is not a tape: it is no JSON document`);
    const why = text === "" ? "it is empty" : isOpen(text) ? "it is cut off" : "it is damaged";
    throw new TapeError(`${path} is not a tape, which is a JSON document: ${why}`);
  }
}

/** Whether an object, a list or a string was begun and is not ended. */
function isOpen(text: string): boolean {
  const withoutStrings = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, "");
  const count = (brackets: RegExp): number => withoutStrings.match(brackets)?.length ?? 0;
  return withoutStrings.includes('"') || count(/[{[]/g) > count(/[}\]]/g);
}

function readText(path: string): string {
  try {
    if (!statSync(path).isFile()) throw new TapeError(`${path} is not a file`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TapeError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw new TapeError(`${path} is not text in UTF-8`);
    throw new TapeError(`cannot read the tape ${path}: ${code}`);
  }
}

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeDirectory } from "../../files/make-directory.ts";
import { PACKAGE_ROOT } from "../package-root.ts";
import { type Mutant, MutantError } from "./mutant.ts";

/** A change of one place in the text of a file: below the sources, or of raft where no room is named. */
export type Edit = Pick<Mutant, "id" | "file" | "find" | "replace">;

const SHIPPED_SOURCES = join(PACKAGE_ROOT, "src");

/** What the edit makes does not compile. */
export class CompileError extends MutantError {
  override readonly name = "CompileError";
}

/** What a build consists of: whole rooms, and single files. Its values are those of the entry. */
interface Recipe {
  readonly rooms: readonly string[];
  readonly files: readonly string[];
  readonly entry: string;
}

/** Gives `RaftCore` its values. */
const CORE: Recipe = { rooms: ["raft", "machine", "storage"], files: ["sut/core.ts"], entry: "sut/core" };

/** Stands alone. */
const CRDT: Recipe = { rooms: ["crdt"], files: [], entry: "crdt/index" };

function recipeOf({ file }: Edit): Recipe {
  return file.startsWith("crdt/") ? CRDT : CORE;
}

/**
 * Builds the core with one edit, in a directory of its own outside the sources, and gives the URL of its `RaftCore`; or
 * of the CRDTs, where the edit is in one of them. The directory is named by a hash of all that goes into it, so that a
 * build is made once and never stale.
 *
 * @throws MutantError if the edit does not apply exactly once, CompileError if what it makes does not compile.
 */
export async function buildMutant(edit: Edit, sources = SHIPPED_SOURCES, cache = cacheDirectory()): Promise<string> {
  const edited = applyEdit(edit, sources);
  const home = join(cache, buildHash(edit, sources));
  if (!existsSync(home)) await buildInto(home, edit, edited, sources);
  return pathToFileURL(join(home, `dist/${recipeOf(edit).entry}.js`)).href;
}

/**
 * The text of the edited file.
 *
 * @throws MutantError if `find` does not occur there exactly once.
 */
export function applyEdit(edit: Edit, sources = SHIPPED_SOURCES): string {
  const file = pathOf(edit);
  if (!existsSync(join(sources, file))) throw new MutantError(`mutant ${edit.id}: there is no file src/${file}`);
  const pieces = readFileSync(join(sources, file), "utf8").split(edit.find);
  if (pieces.length === 2) return pieces.join(edit.replace);
  const count = pieces.length === 1 ? "does not occur" : `occurs ${pieces.length - 1} times`;
  throw new MutantError(`mutant ${edit.id}: its find text ${count} in src/${file}; it must occur exactly once`);
}

/** Below the sources: what is named without its room is in raft. */
function pathOf({ file }: Edit): string {
  return file.includes("/") ? file : `raft/${file}`;
}

/** Makes the build beside its home and renames it into place, so that nobody ever sees half of one. */
async function buildInto(home: string, edit: Edit, edited: string, sources: string): Promise<void> {
  const scratch = mkdtempSync(`${home}-`);
  try {
    copySources(filesOf(recipeOf(edit), sources), sources, join(scratch, "src"));
    await writeFile(join(scratch, "src", pathOf(edit)), edited);
    await writeFile(join(scratch, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(scratch, "tsconfig.json"), JSON.stringify(COMPILER_CONFIGURATION));
    await compile(scratch, edit);
    await rename(scratch, home).catch((error: unknown) => {
      // Somebody else finished the same build first.
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function copySources(files: readonly string[], from: string, to: string): void {
  for (const room of new Set(files.map((file) => dirname(file)))) makeDirectory(join(to, room));
  for (const file of files) copyFileSync(join(from, file), join(to, file));
}

/** As strict as the project, but an edit may leave a name behind that nobody uses any more. */
const COMPILER_CONFIGURATION = {
  extends: join(PACKAGE_ROOT, "tsconfig.json"),
  compilerOptions: {
    noEmit: false,
    rootDir: "src",
    outDir: "dist",
    types: [],
    noUnusedLocals: false,
    noUnusedParameters: false,
    allowUnreachableCode: true,
  },
  include: ["src"],
  exclude: [],
};

/** The compiler itself: a Node.js of its own, which did nothing but start it, took a fifth of the time of a build. */
async function compilerPath(): Promise<string> {
  const installed = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  const { default: executablePath } = await import(pathToFileURL(join(installed, "lib/getExePath.js")).href);
  return executablePath();
}

async function compile(directory: string, edit: Edit): Promise<void> {
  const compiler = await compilerPath();
  return new Promise((resolve, reject) => {
    // For a build as small as this, of which several are made at a time, threads of its own are no gain, and to collect
    // its garbage costs a fifth of its time and saves no memory.
    const options = { cwd: directory, env: { ...process.env, GOGC: "off" } };
    execFile(compiler, ["-p", ".", "--singleThreaded"], options, (error, stdout, stderr) => {
      if (error === null) return resolve();
      const message = `${stdout}${stderr}`.split("\n").find((line) => line.trim() !== "");
      reject(new CompileError(`mutant ${edit.id} does not compile: ${message ?? error.message}`));
    });
  });
}

function buildHash(edit: Edit, sources: string): string {
  const hash = createHash("sha256").update(
    JSON.stringify([COMPILER_CONFIGURATION, edit.file, edit.find, edit.replace]),
  );
  hash.update(readFileSync(COMPILER_CONFIGURATION.extends));
  for (const file of filesOf(recipeOf(edit), sources))
    hash.update(`\0${file}\0`).update(readFileSync(join(sources, file)));
  return hash.digest("hex").slice(0, 32);
}

/** All that goes into a build, below the sources, in an order that is always the same. */
function filesOf({ files, rooms }: Recipe, sources: string): string[] {
  const within = (room: string): string[] => readdirSync(join(sources, room)).map((file) => `${room}/${file}`);
  return [...rooms.flatMap(within), ...files].sort();
}

/** Beside the installed packages if that can be written, otherwise among the system's temporary files. */
function cacheDirectory(): string {
  const beside = join(PACKAGE_ROOT, "node_modules/.cache/kraft/mutants");
  const temporary = join(tmpdir(), `kraft-mutants-${userInfo().uid}`);
  return makeWritable(beside) ? beside : requireWritable(temporary);
}

function makeWritable(directory: string): boolean {
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function requireWritable(directory: string): string {
  if (!makeWritable(directory)) throw new MutantError(`cannot write mutant builds to ${directory}`);
  return directory;
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** What a log hears of long work: how often, only the machine decides. */
const PROGRESS = /^[\d,]+ of [\d,]+ [a-z].* left\n/gm;

const home = mkdtempSync(join(tmpdir(), "kraft-e2e-"));
afterAll(() => rmSync(home, { recursive: true }));

/** A new folder, in which a command that finds something may leave its tape and its report. */
export function somewhere(): string {
  return mkdtempSync(join(home, "run-"));
}

/** The environment of a pipe on a quiet machine: what surrounds the tests must not color what they see. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NO_COLOR: __, CI: ___, npm_command: ____, GITHUB_ACTIONS: _____, ...rest } = process.env;
  return rest;
}

/**
 * Starts a command by its launcher, with the build that `npm test` has made. As npx would, unless it is told where: then
 * as a person who calls it by its path.
 */
export function launch(
  command: string,
  argv: readonly string[],
  cwd?: string,
  surroundings: NodeJS.ProcessEnv = {},
): Launched {
  const launcher = join(PACKAGE_ROOT, "bin", `${command}.js`);
  const env = { ...plainEnvironment(), ...(cwd === undefined && { npm_command: "exec" }), ...surroundings };
  const child = spawn(process.execPath, [launcher, ...argv], { cwd: cwd ?? somewhere(), env });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr: stderr.replace(PROGRESS, "") }));
  });
  return { child, ended };
}

/** What is said on standard error beside a document: of a campaign that fails, what it found, and nothing else. */
export function saidBeside({ verdict }: { readonly verdict: string }): RegExp {
  return verdict === "fail" ? /^found: [a-z-]+ is violated on seed \S+\n {2}reproduce: npx .*\n$/ : /^$/;
}

export function run(command: string, argv: readonly string[], cwd?: string): Promise<Ended> {
  return launch(command, argv, cwd).ended;
}

/** Resolves when the command has printed its first line. */
export function firstOutput({ child }: Launched): Promise<void> {
  return new Promise((resolve) => child.stdout!.once("data", () => resolve()));
}

/** Interrupts a command so long after its first line. */
export async function interruptedAfter(durationMs: number, launched: Launched): Promise<Ended> {
  await firstOutput(launched);
  setTimeout(() => launched.child.kill("SIGINT"), durationMs);
  return launched.ended;
}

/** More than any machine needs for what it is asked for: a command that has not got there by then never will. */
const MOST_TIME_MS = 30_000;

/**
 * Tries with ever more time until the command has got as far as the test is about: how much time that takes, only the
 * machine decides.
 */
export async function withTimeEnough(
  firstMs: number,
  attempt: (durationMs: number) => Promise<Ended>,
  isFarEnough: (ended: Ended) => boolean,
): Promise<Ended> {
  let ended = await attempt(firstMs);
  for (let durationMs = 2 * firstMs; durationMs < MOST_TIME_MS && !isFarEnough(ended); durationMs *= 2) {
    ended = await attempt(durationMs);
  }
  return ended;
}

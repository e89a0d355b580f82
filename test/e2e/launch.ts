import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
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

/** The environment of a pipe on a quiet machine: what surrounds the tests must not color what they see. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NO_COLOR: __, CI: ___, npm_command: ____, ...rest } = process.env;
  return rest;
}

/** Starts a command by its launcher, as npx would, with the build that `npm test` has made. */
export function launch(command: string, argv: readonly string[], cwd = PACKAGE_ROOT): Launched {
  const launcher = join(PACKAGE_ROOT, "bin", `${command}.js`);
  const child = spawn(process.execPath, [launcher, ...argv], { cwd, env: plainEnvironment() });
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
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
  return { child, ended };
}

export function run(command: string, argv: readonly string[], cwd?: string): Promise<Ended> {
  return launch(command, argv, cwd).ended;
}

/** Resolves when the command has printed its first line. */
export function firstOutput({ child }: Launched): Promise<void> {
  return new Promise((resolve) => child.stdout!.once("data", () => resolve()));
}

import { execFileSync } from "node:child_process";
import type { Launched } from "./launch.ts";

/** One whose runs all pass. */
export const storm = ["-n", "3", "-o", "100", "-s", "c"];
/** Some of its runs fail, in more than one way. */
export const failing = [...storm, "--mutant", "double-vote", "--minimize-time", "0"];
/** The same on this process alone: a worker takes as long to start as twenty such runs. */
export const failingHere = [...failing, "-j", "1"];

/** What a campaign says at once of each cause. */
export const FOUND =
  /^found: [a-z-]+ is violated on seed c\S*\n {2}reproduce: .* -s c\S* --strategy [a-z]+ --mutant double-vote\n/gm;

export function workersOf({ child }: Launched): number[] {
  return execFileSync("pgrep", ["-P", String(child.pid)], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map(Number);
}

/** Resolves when the command has said so much. */
export function said({ child }: Launched, enough: RegExp, where: "stdout" | "stderr" = "stdout"): Promise<void> {
  let text = "";
  return new Promise((resolve) =>
    child[where]!.on("data", (more: string) => {
      text += more;
      if (text.match(enough) !== null) resolve();
    }),
  );
}

/** As a terminal does it: to all that run in it. */
export function interruptAll(launched: Launched): void {
  for (const pid of [...workersOf(launched), launched.child.pid!]) process.kill(pid, "SIGINT");
}

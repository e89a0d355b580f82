import type { Played, Replayed } from "../fuzz/corpus/replayed.ts";
import { counted, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";

/** What came of a tape that was played again, in a line. */
export function describeReplayed(replayed: Replayed, paint: Paint): string {
  const verdict = replayed.verdict.padEnd("refused".length);
  if (replayed.verdict === "holds") return `${paint.green(verdict)}  ${replayed.path}: ${describeHeld(replayed)}`;
  // What is refused is told with its path.
  const what = replayed.verdict === "refused" ? replayed.complaint : `${replayed.path}: ${replayed.complaint}`;
  return `${paint.red(verdict)}  ${what}`;
}

function describeHeld({ file }: Played): string {
  if (file.mutant === null) return `${file.invariant} is violated no more`;
  return `${file.invariant} is violated with ${file.mutant}, and nothing without`;
}

/** How many of them are as their files say. */
export function describeAllReplayed(all: readonly Replayed[], paint: Paint): string {
  const holding = all.filter(({ verdict }) => verdict === "holds").length;
  const line = `${grouped(holding)} of ${counted(all.length, "tape")} ${all.length === 1 ? "holds" : "hold"}`;
  return holding === all.length ? paint.green(line) : paint.red(line);
}

/** The fields of one tape in a JSON document. */
export function replayedFields(replayed: Replayed) {
  const { complaint = null, path, verdict } = replayed;
  if (replayed.verdict === "refused") return { path, verdict, complaint };
  const { file, result } = replayed;
  return {
    path,
    verdict,
    complaint,
    invariant: file.invariant,
    mutant: file.mutant,
    violations: result.violations,
    fingerprint: result.fingerprint,
  };
}

import type { Ran } from "./campaigns.ts";
import { DEFENCES_FILE, type Disagreement } from "./defences.ts";
import type { FileReach } from "./file-reach.ts";

/** The shares below which the command fails. */
const LEAST_PERCENT = { lines: 98, branches: 95 } as const;

type Counted = keyof typeof LEAST_PERCENT;

/** True when enough was reached, and all else is defended. */
export function holds(files: readonly FileReach[], { runs, failures }: Ran, disagreement: Disagreement): boolean {
  if (runs === 0 || failures.length > 0) return false;
  if (disagreement.undefended.length + disagreement.stale.length > 0) return false;
  return (["lines", "branches"] as const).every((counted) => percentOf(files, counted) >= LEAST_PERCENT[counted]);
}

export function reachLines(files: readonly FileReach[], ran: Ran, { undefended, stale }: Disagreement): string[] {
  const nameWidth = Math.max(...files.map(({ file }) => file.length));
  const row = (name: string, those: readonly FileReach[]): string => {
    return `${name.padEnd(nameWidth)}  ${share(those, "lines")}  ${share(those, "branches")}`;
  };
  return [
    `${ran.runs} seeds of kraft-fuzz and kraft-fuzz-chaos as they are by default, ${ran.events.toLocaleString("en")} events`,
    "",
    `${"src/raft".padEnd(nameWidth)}  ${"lines".padStart(18)}  ${"branches".padStart(18)}`,
    ...files.map((file) => row(file.file, [file])),
    row("all", files),
    ...list("broke", ran.failures),
    ...list(
      "reached by nothing, and not defended",
      undefended.map(
        ({ file, function: within, line, never, text }) => `${file}:${line} ${within}, never ${never}: ${text}`,
      ),
    ),
    ...list(
      `${DEFENCES_FILE} defends what is reached, or gone`,
      stale.map(({ file, function: within, never, text }) => `${file} ${within}, never ${never}: ${text}`),
    ),
  ];
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function share(files: readonly FileReach[], counted: Counted): string {
  const { reached, total } = sumOf(files, counted);
  return `${`${reached}/${total}`.padStart(9)} ${percentOf(files, counted).toFixed(1).padStart(6)} %`;
}

function percentOf(files: readonly FileReach[], counted: Counted): number {
  const { reached, total } = sumOf(files, counted);
  return total === 0 ? 100 : (100 * reached) / total;
}

function sumOf(files: readonly FileReach[], counted: Counted): { reached: number; total: number } {
  const sum = { reached: 0, total: 0 };
  for (const file of files) {
    sum.reached += file[counted].reached;
    sum.total += file[counted].total;
  }
  return sum;
}

import { setImmediate } from "node:timers/promises";
import { loadCore } from "../fuzz/campaign/load-core.ts";
import type { Counterexample } from "../fuzz/exhaustive/counterexample.ts";
import { Exploration } from "../fuzz/exhaustive/exploration.ts";
import type { Scope } from "../fuzz/exhaustive/scope.ts";
import type { Ending, Findings } from "../fuzz/exhaustive/search.ts";
import { loadMutant } from "../fuzz/mutants/mutant.ts";
import { buildMutant } from "../fuzz/mutants/mutant-build.ts";
import { scopeAnnotations, scopesSummary } from "../report/github/exhaustive.ts";
import type { ExhaustiveOptions } from "./exhaustive-options.ts";
import { createJsonOutput, createTextOutput, exploredScope } from "./exhaustive-output.ts";
import { startExhaustiveProgress } from "./exhaustive-progress.ts";
import { EXIT } from "./exit-status.ts";
import { type ToldToGitHub, tellGitHub } from "./github-actions.ts";
import { reproduceScopeCommand } from "./reproduce.ts";

type Cut = "time" | "memory" | "interrupt";

/** What came of one scope. */
export interface Explored {
  readonly scope: Scope;
  readonly findings: Findings;
  /** Why it ended: by itself, or because time or memory was used up, or somebody interrupted it. */
  readonly ending: Ending | Cut;
  readonly wallMs: number;
  readonly counterexample: Counterexample | undefined;
}

const CUTS: readonly Explored["ending"][] = ["time", "memory", "interrupt"] satisfies Cut[];

/** After these the scopes that are left are not begun. */
const ENDS_ALL: readonly Explored["ending"][] = ["broken", ...CUTS];

/** States that are expanded before anything else has its turn: some milliseconds of work. */
const STATES_PER_SLICE = 64;

/** The work of `--exhaustive`; gives the exit status, or undefined if it was not asked for. */
export async function exploreAll(
  options: ExhaustiveOptions | undefined,
  interrupt: AbortSignal,
): Promise<number | undefined> {
  if (options === undefined) return undefined;
  const mutant = options.mutant === undefined ? undefined : loadMutant(options.mutant);
  const core = await loadCore(mutant && (await buildMutant(mutant)));
  const output = options.json ? createJsonOutput(options) : createTextOutput(options, mutant);
  output.begin();
  const deadlineMs = performance.now() + (options.timeLimitMs ?? Number.POSITIVE_INFINITY);
  const all: Explored[] = [];
  for (const [place, scope] of options.scopes.entries()) {
    const progress = startExhaustiveProgress(place + 1, options.scopes.length);
    const exploration = new Exploration(core, scope, options.maxDepth);
    const explored = await explore(exploration, () => cutBy(options, deadlineMs, interrupt), progress.update);
    progress.stop();
    all.push(explored);
    output.explored(explored);
    if (ENDS_ALL.includes(explored.ending)) break;
  }
  output.end(all);
  tellGitHub("kraft-fuzz", options.json, () => forGitHub(options, all));
  return exitStatusOfScopes(all, interrupt.aborted);
}

/** Where a scope was cut short nobody should take it for a pass. Those that end at `--depth` end where they should. */
export function exitStatusOfScopes(all: readonly Pick<Explored, "ending">[], isInterrupted: boolean): number {
  if (all.some(({ ending }) => ending === "broken")) return EXIT.found;
  if (isInterrupted) return EXIT.interrupted;
  return all.some(({ ending }) => CUTS.includes(ending)) ? EXIT.notAllJudged : EXIT.nothingFound;
}

function forGitHub(options: ExhaustiveOptions, all: readonly Explored[]): ToldToGitHub {
  const outcomes = all.map((explored) => ({ ...explored, explored: exploredScope(explored) }));
  const reproduce = (scope: Scope): string => reproduceScopeCommand(options, scope);
  return {
    annotations: scopeAnnotations(outcomes, reproduce),
    summary: scopesSummary("kraft-fuzz", outcomes, options.scopes.length, reproduce),
  };
}

/** Why nothing more is to be explored, if so. */
function cutBy({ memoryLimitBytes }: ExhaustiveOptions, deadlineMs: number, interrupt: AbortSignal): Cut | undefined {
  if (interrupt.aborted) return "interrupt";
  if (performance.now() > deadlineMs) return "time";
  return process.memoryUsage.rss() > memoryLimitBytes ? "memory" : undefined;
}

async function explore(
  exploration: Exploration,
  cutBy: () => Cut | undefined,
  update: (findings: Findings) => void,
): Promise<Explored> {
  const startMs = performance.now();
  let cut: Cut | undefined;
  while (cut === undefined && !exploration.advance(STATES_PER_SLICE)) {
    update(exploration.findings);
    await setImmediate();
    cut = cutBy();
  }
  const { findings, scope } = exploration;
  const counterexample = exploration.counterexample();
  const ending = cut ?? findings.ending!;
  return { scope, findings, ending, wallMs: performance.now() - startMs, counterexample };
}

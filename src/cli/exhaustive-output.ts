import type { Mutant } from "../fuzz/mutants/mutant.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { describeCounterexample, inSteps, tellStep } from "../report/exhaustive/counterexample.ts";
import {
  describeExplored,
  describeScope,
  describeVerdict,
  type ExploredScope,
  verdictOn,
} from "../report/exhaustive/scopes.ts";
import { counted } from "../report/numbers.ts";
import { wrap } from "../report/wrap.ts";
import type { Explored } from "./exhaustive.ts";
import type { ExhaustiveOptions } from "./exhaustive-options.ts";
import { reproduceScopeCommand } from "./reproduce.ts";
import { openTerminal } from "./terminal.ts";

/** Where an exhaustive search says what it finds: words for people, or a document. */
export interface ExhaustiveOutput {
  begin(): void;
  explored(explored: Explored): void;
  end(all: readonly Explored[]): void;
}

export function createTextOutput(options: ExhaustiveOptions, mutant: Mutant | undefined): ExhaustiveOutput {
  const { paint, width, print } = openTerminal();
  return {
    begin: () => {
      const plan = ["every history", counted(options.nodes, "node"), counted(options.scopes.length, "scope")];
      if (mutant !== undefined) plan.push(`mutant ${mutant.id}: ${mutant.title}`);
      print(...wrap(plan.join(", "), width, "  "));
    },
    explored: (explored) => {
      print(
        "",
        ...wrap(describeScope(explored.scope), width, "  "),
        ...describeExplored(exploredScope(explored), width),
      );
      if (explored.counterexample !== undefined) {
        const reproduce = `reproduce: ${paint.bold(reproduceScopeCommand(options, explored.scope))}`;
        print("", ...describeCounterexample(explored.counterexample, paint, width), "", reproduce);
      }
    },
    end: (all) => print("", ...describeVerdict(all.map(exploredScope), options.scopes.length, paint)),
  };
}

export function createJsonOutput(asked: ExhaustiveOptions): ExhaustiveOutput {
  const { maxDepth, memoryLimitBytes, mutant, nodes, operations, scopes, timeLimitMs } = asked;
  const options = {
    exhaustive: true,
    nodes,
    operations,
    timeSeconds: timeLimitMs === undefined ? null : timeLimitMs / 1000,
    depth: Number.isFinite(maxDepth) ? maxDepth : null,
    memoryMegabytes: memoryLimitBytes / 1_000_000,
    mutant: mutant ?? null,
  };
  const end = (all: readonly Explored[]): void => {
    const found = all.find(({ counterexample }) => counterexample !== undefined);
    const broken = found?.counterexample;
    const document = {
      tool: "kraft-fuzz",
      version: PACKAGE_VERSION,
      options,
      verdict: verdictOn(all.map(exploredScope), scopes.length),
      scopes: all.map(fieldsOf),
      violations: broken === undefined ? [] : [violationFields(broken.violation)],
      story: broken === undefined ? [] : broken.steps.map((step) => tellStep(step)),
      ...(found && { reproduce: reproduceScopeCommand(asked, found.scope) }),
    };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  };
  return { begin: () => {}, explored: () => {}, end };
}

/** Of it, what is told. */
export function exploredScope({ ending, findings, wallMs }: Explored): ExploredScope {
  return { ending, wallMs, ...numbersOf(findings) };
}

function numbersOf({ cores, depth, expanded, moves }: Explored["findings"]) {
  return { states: cores, expanded, moves, depth };
}

function fieldsOf({ ending, findings, scope, wallMs }: Explored) {
  return { ...scope, ending, ...numbersOf(findings), wallMs: Math.round(wallMs) };
}

function violationFields({ event, invariant, message, nodes }: NonNullable<Explored["counterexample"]>["violation"]) {
  return { invariant, step: event, nodes, message: inSteps(message) };
}

import type { Counterexample } from "../../fuzz/exhaustive/counterexample.ts";
import type { Scope } from "../../fuzz/exhaustive/scope.ts";
import { inSteps } from "../exhaustive/counterexample.ts";
import { ENDINGS, type ExploredScope, nameOfScope, verdictOn } from "../exhaustive/scopes.ts";
import { grouped, seconds } from "../numbers.ts";
import { code, errorCommand, section, table } from "./markup.ts";

/** What came of a scope. */
export interface ScopeOutcome {
  readonly scope: Scope;
  readonly explored: ExploredScope;
  readonly counterexample: Counterexample | undefined;
}

/** The command that explores a scope again. */
export type ReproduceScope = (scope: Scope) => string;

/** Each scope in which something broke, as a command that makes it an annotation. */
export function scopeAnnotations(outcomes: readonly ScopeOutcome[], reproduce: ReproduceScope): string[] {
  return outcomes.flatMap(({ counterexample, scope }) => {
    if (counterexample === undefined) return [];
    const { invariant, message } = counterexample.violation;
    const what = `${nameOfScope(scope)}: ${inSteps(message)}`;
    return [errorCommand(`${invariant} is violated`, `${what}\nreproduce: ${reproduce(scope)}`)];
  });
}

/** A search as a section of a summary: a table of its scopes, and one of what broke. */
export function scopesSummary(
  tool: string,
  outcomes: readonly ScopeOutcome[],
  planned: number,
  reproduce: ReproduceScope,
): string {
  const rows = outcomes.map(({ explored, scope }) => {
    const { depth, ending, moves, states, wallMs } = explored;
    return [nameOfScope(scope), grouped(states), grouped(moves), grouped(depth), seconds(wallMs), ENDINGS[ending]];
  });
  const broken = outcomes.flatMap(({ counterexample, scope }) => {
    if (counterexample === undefined) return [];
    const { steps, violation } = counterexample;
    return [[violation.invariant, inSteps(violation.message), grouped(steps.length), code(reproduce(scope))]];
  });
  const verdict = verdictOn(
    outcomes.map(({ explored }) => explored),
    planned,
  );
  return section(`${tool} --exhaustive`, verdict, [
    ...table(["scope", "states", "moves", "deep", "time", "ending"], rows),
    ...(broken.length === 0 ? [] : ["", ...table(["violated", "how", "after moves", "reproduce"], broken)]),
  ]);
}

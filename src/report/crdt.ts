import type { Counterexample } from "../fuzz/crdt/counterexample.ts";
import type { LawName } from "../fuzz/crdt/laws.ts";
import type { TypeResult } from "../fuzz/crdt/type-run.ts";
import { grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";
import { wrap } from "./wrap.ts";

/** What was found of one type, with the shortest story of each law that was broken. */
export interface TypeReport extends TypeResult {
  readonly counterexamples: readonly Counterexample[];
  readonly wallMs: number;
}

const INDENT = "  ";

/** Types by laws, with how often each law held; FAIL where it did not. */
export function describeChecks(types: readonly TypeReport[], laws: readonly LawName[], width: number): string[] {
  return renderTable(
    [{ title: "type", align: "left" }, ...laws.map((law) => ({ title: law, align: "right" }) as const)],
    types.map((type) => [type.name, ...laws.map((law) => cellOf(type, law))]),
    width,
  );
}

export function countChecks({ checks }: Pick<TypeReport, "checks">): number {
  return [...checks.values()].reduce((sum, count) => sum + count, 0);
}

/** A second of wall-clock time holds so many. */
export function checksPerSecond(types: readonly TypeReport[]): number {
  const wallMs = types.reduce((sum, type) => sum + type.wallMs, 0);
  return Math.round((types.reduce((sum, type) => sum + countChecks(type), 0) * 1000) / Math.max(wallMs, 0.001));
}

/** How a law is broken: what the replicas do, and what is wrong then. */
export function describeCounterexample(
  type: string,
  { conclusion, law, means, steps }: Counterexample,
  reproduce: string,
  paint: Paint,
  width: number,
): string[] {
  const digits = String(steps.length).length;
  const indent = " ".repeat(digits + 2);
  const numbered = steps.map((step, at) => `${at + 1}${" ".repeat(digits - String(at + 1).length)}  ${step}`);
  return [
    ...wrap(`${paint.red("FAIL")} ${type} ${law === "throws" ? law : `breaks ${law}`}: ${means}`, width, "  "),
    ...numbered.flatMap((step) => wrap(step, width - INDENT.length, indent)).map((line) => `${INDENT}${line}`),
    ...wrap(`then ${conclusion}`, width - INDENT.length, "  ").map((line) => `${INDENT}${line}`),
    `reproduce: ${paint.bold(reproduce)}`,
  ];
}

/** The fields of one type in a JSON document. */
export function typeFields({ broken: _, checks, counterexamples, wallMs, ...result }: TypeReport) {
  return { ...result, checks: Object.fromEntries(checks), counterexamples, wallMs: Math.round(wallMs) };
}

function cellOf({ broken, checks }: TypeReport, law: LawName): string {
  return broken.some((one) => one.law === law) ? "FAIL" : grouped(checks.get(law) ?? 0);
}

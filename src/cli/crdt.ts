import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { CrdtName } from "../crdt/index.ts";
import { counterexampleOf } from "../fuzz/crdt/counterexample.ts";
import { type CrdtMutant, loadCrdtMutant } from "../fuzz/crdt/crdt-mutant.ts";
import { type BreachName, THROWS } from "../fuzz/crdt/laws.ts";
import { loadBuild } from "../fuzz/crdt/load-build.ts";
import { type TypeOptions, TypeRun } from "../fuzz/crdt/type-run.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import {
  checksPerSecond,
  countChecks,
  describeChecks,
  describeCounterexample,
  type TypeReport,
  typeFields,
} from "../report/crdt.ts";
import { counted, grouped, seconds } from "../report/numbers.ts";
import { wrap } from "../report/wrap.ts";
import type { CrdtOptions } from "./crdt-options.ts";
import { EXIT } from "./exit-status.ts";
import { type Progress, startProgress } from "./progress.ts";
import { type CrdtDecisive, reproduceCrdtCommand } from "./reproduce.ts";
import { openTerminal } from "./terminal.ts";

/** How many events are handled before anything else is heard. */
const EVENTS_PER_SLICE = 5_000;

/** The work of kraft-fuzz-crdt; gives the exit status. */
export async function fuzzCrdts(options: CrdtOptions, interrupt: AbortSignal): Promise<number> {
  const mutant = options.mutant === undefined ? undefined : loadCrdtMutant(options.mutant);
  const build = await loadBuild(mutant);
  const { keepsGoing, laws, operations, replicas, types } = options;
  const seed = options.seed ?? randomBytes(8).toString("hex");
  const terminal = openTerminal();
  if (!options.json) terminal.print(`seed ${seed}`, ...wrap(describePlan(options, mutant), terminal.width, ""), "");
  const progress = startProgress(types.length * operations, "operations");
  const reports: TypeReport[] = [];
  for (const name of types) {
    if (interrupt.aborted) break;
    const asked = { build, name, laws, operations, replicas, seed, keepsGoing };
    reports.push(await runType(asked, reports.length * operations, progress, interrupt));
    if (reports.at(-1)!.broken.length > 0 && !keepsGoing) break;
  }
  progress.stop();
  if (options.json) printDocument(options, seed, reports, interrupt.aborted);
  else terminal.print(...describe(options, seed, reports, interrupt.aborted));
  if (isBroken(reports)) return EXIT.found;
  return interrupt.aborted ? EXIT.interrupted : EXIT.nothingFound;
}

async function runType(
  asked: TypeOptions,
  doneBefore: number,
  progress: Progress,
  interrupt: AbortSignal,
): Promise<TypeReport> {
  const startMs = performance.now();
  const run = TypeRun.start(asked);
  while (!run.advance(EVENTS_PER_SLICE) && !interrupt.aborted) {
    progress.update(doneBefore + run.operationsDone);
    await setImmediate();
  }
  const wallMs = performance.now() - startMs;
  const result = run.result();
  const counterexamples = result.broken.map((broken) => counterexampleOf(asked.build, asked.name, broken));
  return { ...result, counterexamples, wallMs };
}

function describePlan({ laws, operations, replicas, types }: CrdtOptions, mutant: CrdtMutant | undefined): string {
  const plan = [
    counted(types.length, "type"),
    counted(laws.length, "property", "properties"),
    `${counted(operations, "operation")} each on ${counted(replicas, "replica")}`,
  ];
  if (mutant !== undefined) plan.push(`mutant ${mutant.id}: ${mutant.title}`);
  return plan.join(", ");
}

function describe(options: CrdtOptions, seed: string, reports: readonly TypeReport[], interrupted: boolean): string[] {
  const { paint, width } = openTerminal();
  const lines = [...describeChecks(reports, options.laws, width), ""];
  for (const { counterexamples, name } of reports) {
    for (const counterexample of counterexamples) {
      const again = reproduceCrdtCommand(decisive(options, name, counterexample.law), seed);
      lines.push(...describeCounterexample(name, counterexample, again, paint, width), "");
    }
  }
  if (options.verbose) lines.push(...reports.map(describeSpeed), "");
  const checks = grouped(reports.reduce((sum, report) => sum + countChecks(report), 0));
  const wallMs = reports.reduce((sum, report) => sum + report.wallMs, 0);
  const verdict = isBroken(reports)
    ? paint.red("fail")
    : interrupted
      ? paint.yellow("interrupted")
      : paint.green("pass");
  return [...lines, `${verdict}: ${checks} checks of ${counted(reports.length, "type")} in ${seconds(wallMs)}`];
}

/** A check is one equation, or one comparison, evaluated on states that were drawn. */
function describeSpeed(report: TypeReport): string {
  const { events, fingerprint, name, wallMs } = report;
  const speed = `${grouped(checksPerSecond([report]))} checks/s`;
  return `${name}: ${speed}, ${grouped(countChecks(report))} in ${seconds(wallMs)}, ${grouped(events)} events, fingerprint ${fingerprint}`;
}

function decisive({ mutant, operations, replicas }: CrdtOptions, type: CrdtName, law: BreachName): CrdtDecisive {
  return { type, property: law === THROWS ? "all" : law, operations, replicas, mutant };
}

function printDocument(options: CrdtOptions, seed: string, reports: readonly TypeReport[], interrupted: boolean): void {
  const { keepsGoing, laws, mutant, operations, replicas, types } = options;
  const document = {
    tool: "kraft-fuzz-crdt",
    version: PACKAGE_VERSION,
    seed,
    options: { types, properties: laws, operations, replicas, mutant: mutant ?? null, keepGoing: keepsGoing },
    verdict: isBroken(reports) ? "fail" : interrupted ? "unknown" : "pass",
    checks: reports.reduce((sum, report) => sum + countChecks(report), 0),
    checksPerSecond: checksPerSecond(reports),
    types: reports.map((report) => ({
      ...typeFields(report),
      reproduce: report.counterexamples.map(({ law }) =>
        reproduceCrdtCommand(decisive(options, report.name, law), seed),
      ),
    })),
  };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function isBroken(reports: readonly TypeReport[]): boolean {
  return reports.some(({ broken }) => broken.length > 0);
}

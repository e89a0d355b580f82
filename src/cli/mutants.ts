import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Scenario } from "../chaos/index.ts";
import type { Campaign } from "../fuzz/campaign/campaign.ts";
import { Pool } from "../fuzz/campaign/pool.ts";
import { type CrdtHunt, huntCrdtMutant } from "../fuzz/crdt/crdt-hunt.ts";
import { type CrdtMutant, crdtMutantIds, isCrdtMutant, loadCrdtMutant } from "../fuzz/crdt/crdt-mutant.ts";
import { type ComparedHunt, huntAgain } from "../fuzz/mutants/compared-hunt.ts";
import { catalogueIds, type ImpossibleMutant, loadEntry, type Mutant, MutantError } from "../fuzz/mutants/mutant.ts";
import { buildMutant } from "../fuzz/mutants/mutant-build.ts";
import { type Hunt, hunt } from "../fuzz/mutants/mutant-hunt.ts";
import { loadScenario } from "../fuzz/scenarios/scenario-file.ts";
import { ADAPTIVE } from "../fuzz/strategies/strategy-name.ts";
import { describeCompared } from "../report/compared-hunts.ts";
import { describeCrdtHunts } from "../report/crdt-hunts.ts";
import { huntAnnotations, huntsSummary } from "../report/github/hunts.ts";
import { describeHunts, type Reproduce } from "../report/hunts.ts";
import { describeKillCosts } from "../report/kill-costs.ts";
import { counted } from "../report/numbers.ts";
import { CORPUS } from "./aftermath.ts";
import { EXIT } from "./exit-status.ts";
import { tellGitHub } from "./github-actions.ts";
import { type KilledTape, type OriginOf, tapeKilled } from "./killed-tapes.ts";
import { mutantsDocument } from "./mutants-document.ts";
import type { MutantsOptions } from "./mutants-options.ts";
import { startProgress } from "./progress.ts";
import { type Decisive, reproduceCommand, tapedCommand } from "./reproduce.ts";
import { openTerminal } from "./terminal.ts";

interface Target {
  readonly mutant: Mutant;
  readonly coreUrl: string;
  /** The scenario of its campaign, by name or file, and what that says; undefined: kraft-fuzz's own mix. */
  readonly scenario: { readonly typed: string; readonly loaded: Scenario } | undefined;
}

/** The work of kraft-mutants; gives the exit status. Every mutant is built before the first is run. */
export async function mutants(options: MutantsOptions, interrupt: AbortSignal): Promise<number> {
  const { planted, impossible, ofTypes, typed } = loadAll(options.mutants);
  const targets = await buildAll(planted, ofTypes, options.scenario).catch((error: unknown) => {
    // A terminal interrupts the compiler too, which says nothing of a mutant.
    if (!interrupt.aborted) throw error;
  });
  if (targets === undefined) {
    process.stderr.write("kraft-mutants: interrupted before all mutants were built\n");
    return EXIT.interrupted;
  }
  const seed = options.seed ?? randomBytes(8).toString("hex");
  const terminal = openTerminal();
  if (!options.json) terminal.print(`seed ${seed}`, describePlan(options, targets.length + ofTypes.length), "");
  const hunts = await huntAll(options, targets, seed, interrupt);
  const typeHunts = await huntAllOfTypes(options, ofTypes, seed, interrupt);
  const decisiveOf = ({ mutant, campaign }: Pick<Hunt, "mutant" | "campaign">): Decisive => {
    const scenario = targets.find((target) => target.mutant === mutant)!.scenario?.typed;
    return { ...campaign, scenario, mutant: typed.get(mutant.id)! };
  };
  const reproduce: Reproduce = (hunt, killer) => reproduceCommand(decisiveOf(hunt), killer);
  const originOf: OriginOf = (hunt, killer) => ({
    command: tapedCommand(decisiveOf(hunt), killer),
    mutant: typed.get(hunt.mutant.id)!,
  });
  const compared = await compareAll(options, hunts, interrupt);
  const tapes = await tapeAll(options, hunts, originOf, interrupt);
  const found = { seed, hunts, typeHunts, impossible, compared, tapes, isInterrupted: interrupt.aborted };
  if (options.json) process.stdout.write(mutantsDocument(options, found));
  else {
    const ofCore = describeHunts(hunts, impossible, reproduce, terminal.paint, terminal.width);
    const ofTheTypes = describeCrdtHunts(typeHunts, terminal.paint, terminal.width);
    const costs = describeKillCosts(hunts, terminal.width);
    if (planted.length + impossible.length > 0) terminal.print(...ofCore);
    if (costs.length > 0) terminal.print("", ...costs);
    if (planted.length + impossible.length > 0 && ofTypes.length > 0) terminal.print("");
    if (ofTypes.length > 0) terminal.print(...ofTheTypes);
    if (compared.length > 0) terminal.print("", ...describeCompared(compared, options.compared!, terminal.width));
  }
  if (!options.json && options.tapesLimitMs !== undefined) terminal.print(describeTapes(tapes));
  tellGitHub("kraft-mutants", options.json, () => ({
    annotations: huntAnnotations(hunts, typeHunts, reproduce),
    summary: huntsSummary("kraft-mutants", hunts, impossible, typeHunts, reproduce),
  }));
  return exitStatusOfHunts(hunts, typeHunts, reproduce, interrupt.aborted);
}

interface Loaded {
  readonly planted: readonly Mutant[];
  /** Mutants of the replicated data types, which are hunted in another way. */
  readonly ofTypes: readonly CrdtMutant[];
  readonly impossible: readonly ImpossibleMutant[];
  /** What each mutant was asked for by, its id or a file, by its id. */
  readonly typed: ReadonlyMap<string, string>;
}

function loadAll(idsOrFiles: readonly string[]): Loaded {
  const all = idsOrFiles.length === 0 ? [...catalogueIds(), ...crdtMutantIds()] : idsOrFiles;
  const asked = all.filter((one) => !isCrdtMutant(one));
  const entries = asked.map((one) => loadEntry(one, crdtMutantIds()));
  const ofTypes = all.filter(isCrdtMutant).map(loadCrdtMutant);
  rejectRepeated([...entries, ...ofTypes]);
  return {
    ofTypes,
    planted: entries.filter((entry) => entry.expect !== "impossible"),
    impossible: entries.filter((entry) => entry.expect === "impossible"),
    typed: new Map(entries.map(({ id }, at) => [id, asked[at]!])),
  };
}

function rejectRepeated(mutants: readonly { readonly id: string }[]): void {
  for (const [at, { id }] of mutants.entries()) {
    const first = mutants.findIndex((mutant) => mutant.id === id);
    if (first !== at) throw new MutantError(`the mutant ${id} is given twice; once is allowed`);
  }
}

/** A scenario that was asked for goes before the one of the mutant's own file. */
async function buildAll(
  mutants: readonly Mutant[],
  ofTypes: readonly CrdtMutant[],
  scenarioAskedFor: string | undefined,
): Promise<Target[]> {
  await Promise.all(ofTypes.map((mutant) => buildMutant(mutant)));
  return Promise.all(
    mutants.map(async (mutant) => {
      const typed = scenarioAskedFor ?? mutant.campaign?.scenario;
      const scenario = typed === undefined ? undefined : { typed, loaded: loadScenario(typed) };
      return { mutant, coreUrl: await buildMutant(mutant), scenario };
    }),
  );
}

/** One mutant after the other, each on all workers: which seed kills it does not depend on how many there are. */
async function huntAll(
  options: MutantsOptions,
  targets: readonly Target[],
  seed: string,
  interrupt: AbortSignal,
): Promise<Hunt[]> {
  const pool = new Pool(options.workers ?? availableParallelism());
  const progress = startProgress(targets.length, "mutants");
  const hunts: Hunt[] = [];
  for (const target of targets) {
    if (interrupt.aborted) break;
    const campaign = campaignAgainst(target, options, seed);
    hunts.push(await hunt(target.mutant, campaign, pool, options.timeLimitMs, interrupt));
    progress.update(hunts.length);
  }
  progress.stop();
  pool.close();
  return hunts;
}

/** A moment for each, so one process does it. */
async function huntAllOfTypes(
  { nodes, operations, seeds, timeLimitMs }: MutantsOptions,
  mutants: readonly CrdtMutant[],
  seed: string,
  interrupt: AbortSignal,
): Promise<CrdtHunt[]> {
  const limits = { seed, seeds, operations: operations ?? 5000, replicas: Math.max(2, nodes ?? 5) };
  const hunts: CrdtHunt[] = [];
  for (const mutant of mutants) {
    if (interrupt.aborted) break;
    hunts.push(await huntCrdtMutant(mutant, { ...limits, limitMs: timeLimitMs }, interrupt));
  }
  return hunts;
}

/** Nothing unless it is asked for. */
async function compareAll(
  { compared, timeLimitMs, workers }: MutantsOptions,
  hunts: readonly Hunt[],
  interrupt: AbortSignal,
): Promise<ComparedHunt[]> {
  if (compared === undefined) return [];
  const pool = new Pool(workers ?? availableParallelism());
  const progress = startProgress(hunts.length, "comparisons");
  const pairs = await huntAgain(hunts, compared, pool, timeLimitMs, interrupt, progress.update);
  progress.stop();
  pool.close();
  return pairs;
}

/** None unless they are asked for. */
async function tapeAll(
  options: MutantsOptions,
  hunts: readonly Hunt[],
  originOf: OriginOf,
  interrupt: AbortSignal,
): Promise<KilledTape[]> {
  if (options.tapesLimitMs === undefined) return [];
  const killed = hunts.filter(({ fate }) => fate === "killed");
  const workers = options.workers ?? availableParallelism();
  const progress = startProgress(killed.length, "tapes");
  const tapes = await tapeKilled(killed, options.tapesLimitMs, workers, originOf, interrupt, progress.update);
  progress.stop();
  return tapes;
}

function describeTapes(tapes: readonly KilledTape[]): string {
  const cut = tapes.filter(({ ending }) => ending !== "done");
  const line = `${counted(tapes.length, "tape")} written to ${CORPUS}/`;
  const larger = cut.map(({ ending, mutant }) => `${mutant} (${ending.replaceAll("-", " ")})`);
  return cut.length === 0 ? line : `${line}; not the smallest: ${larger.join(", ")}`;
}

function campaignAgainst(target: Target, options: MutantsOptions, firstSeed: string): Campaign {
  const { mutant, coreUrl, scenario } = target;
  const nodes = options.nodes ?? mutant.campaign?.nodes ?? 5;
  const operations = options.operations ?? mutant.campaign?.operations ?? 5000;
  const disk = mutant.campaign?.disk;
  return {
    firstSeed,
    seeds: options.seeds,
    nodes,
    operations,
    scenario: scenario?.loaded,
    twin: false,
    coreUrl,
    keepsGoing: false,
    // A scenario says itself what its storms are.
    ...(scenario === undefined && { strategy: ADAPTIVE }),
    ...(disk && { disk }),
  };
}

function describePlan(options: MutantsOptions, count: number): string {
  return `${counted(count, "mutant")}, up to ${counted(options.seeds, "seed")} or ${options.timeLimitMs / 1000} s for each`;
}

function exitStatusOfHunts(
  hunts: readonly Hunt[],
  typeHunts: readonly CrdtHunt[],
  reproduce: Reproduce,
  interrupted: boolean,
): number {
  const crashed = hunts.find((hunt) => hunt.fate === "crashed");
  if (crashed !== undefined) {
    const [crash] = crashed.result.crashes;
    const { seed, stack } = crash!;
    const again = reproduce(crashed, crash!);
    process.stderr.write(`kraft-mutants crashed on seed ${seed}: ${stack}\nreproduce: ${again}\n`);
    return EXIT.crashed;
  }
  if (interrupted) return EXIT.interrupted;
  if (typeHunts.some(({ fate }) => fate !== "killed")) return EXIT.found;
  return hunts.every((hunt) => hunt.asExpected) ? EXIT.nothingFound : EXIT.found;
}

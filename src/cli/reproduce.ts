import { resolve } from "node:path";
import type { Searched } from "../fuzz/campaign/seed-task.ts";
import type { Scope } from "../fuzz/exhaustive/scope.ts";
import { isMutantFile } from "../fuzz/mutants/mutant.ts";
import { isScenarioFile } from "../fuzz/scenarios/scenario-file.ts";
import { type ExhaustiveOptions, wordsOfScope } from "./exhaustive-options.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { launcher, quoteForShell } from "./launcher.ts";

/** What decides a run, but its seed and how that is searched. */
export type Decisive = Pick<FuzzOptions, "nodes" | "operations" | "twin" | "mutant" | "scenario"> &
  Partial<Pick<FuzzOptions, "byzantine" | "rotate" | "disk">>;

/** The command that runs such a storm. */
export function nameOfCommand({ scenario }: Pick<FuzzOptions, "scenario">): string {
  return scenario === undefined ? "kraft-fuzz" : "kraft-fuzz-chaos";
}

/** The command that runs one seed of a campaign again, valid where this process stands. */
export function reproduceCommand(options: Decisive, searched: Searched): string {
  return commandOf(launcher(nameOfCommand(options)), resolve, options, searched);
}

/** The same command as it is written down: it must say the same on any machine, and names files as they were typed. */
export function tapedCommand(options: Decisive, searched: Searched): string {
  return commandOf([nameOfCommand(options)], (path) => path, options, searched);
}

function commandOf(
  launcher: readonly string[],
  pathOf: (typed: string) => string,
  { nodes, operations, scenario, byzantine, rotate, disk, twin, mutant }: Decisive,
  { seed, strategy }: Searched,
): string {
  const words = [...launcher, "-n", String(nodes), "-o", String(operations)];
  words.push(...seedWords(seed));
  if (scenario !== undefined) words.push("--scenario", isScenarioFile(scenario) ? pathOf(scenario) : scenario);
  if (byzantine !== undefined) words.push("--byzantine", String(byzantine));
  if (rotate !== undefined) words.push("--rotate", String(rotate));
  if (strategy !== undefined) words.push("--strategy", strategy);
  if (disk !== undefined) words.push("--disk", disk);
  if (twin) words.push("--twin");
  if (mutant !== undefined) words.push("--mutant", isMutantFile(mutant) ? pathOf(mutant) : mutant);
  return words.map(quoteForShell).join(" ");
}

/** What decides a run of kraft-fuzz-crdt, but its seed. */
export interface CrdtDecisive {
  readonly type: string;
  readonly property: string;
  readonly operations: number;
  readonly replicas: number;
  readonly mutant: string | undefined;
}

/** The command that judges one law of one type again, valid where this process stands. */
export function reproduceCrdtCommand(
  { mutant, operations, property, replicas, type }: CrdtDecisive,
  seed: string,
): string {
  const words = [...launcher("kraft-fuzz-crdt"), "--type", type, "--property", property];
  words.push("-o", String(operations), "-r", String(replicas), ...seedWords(seed));
  if (mutant !== undefined) words.push("--mutant", isMutantFile(mutant) ? resolve(mutant) : mutant);
  return words.map(quoteForShell).join(" ");
}

/** The command that plays a tape again, wherever it is typed. */
export function replayCommand(command: string, path: string): string {
  return [...launcher(command), "--replay", resolve(path)].map(quoteForShell).join(" ");
}

/** A value that begins with a hyphen would be read as a flag. */
function seedWords(seed: string): string[] {
  return seed.startsWith("-") ? [`--seed=${seed}`] : ["-s", seed];
}

/** The command that explores one scope again, valid where this process stands. */
export function reproduceScopeCommand({ memoryLimitBytes, mutant }: ExhaustiveOptions, scope: Scope): string {
  const words = [...launcher("kraft-fuzz"), ...wordsOfScope(scope, memoryLimitBytes)];
  if (mutant !== undefined) words.push("--mutant", isMutantFile(mutant) ? resolve(mutant) : mutant);
  return words.map(quoteForShell).join(" ");
}

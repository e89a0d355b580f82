import { basename, dirname, join, relative, resolve } from "node:path";
import { isMutantFile } from "../fuzz/mutant.ts";
import { PACKAGE_ROOT } from "../fuzz/package-root.ts";
import type { FuzzOptions } from "./fuzz-options.ts";

/** The kraft-fuzz command that runs one seed of a campaign again, valid where this process stands. */
export function reproduceCommand(
  options: Pick<FuzzOptions, "nodes" | "operations" | "twin" | "mutant">,
  seed: string,
): string {
  const { nodes, operations, twin, mutant } = options;
  const words = [...launcher(), "-n", String(nodes), "-o", String(operations)];
  // A value that begins with a hyphen would be read as a flag.
  words.push(...(seed.startsWith("-") ? [`--seed=${seed}`] : ["-s", seed]));
  if (twin) words.push("--twin");
  if (mutant !== undefined) words.push("--mutant", isMutantFile(mutant) ? resolve(mutant) : mutant);
  return words.map(quoteForShell).join(" ");
}

/** Inside the package, and wherever npx started this process, npx finds the command; elsewhere its path does. */
function launcher(): string[] {
  const { npm_command: npmCommand } = process.env;
  const inside = !relative(PACKAGE_ROOT, process.cwd()).startsWith("..");
  if (npmCommand === "exec" || inside) return ["npx", "kraft-fuzz"];
  const started = resolve(process.argv[1]!);
  // The commands lie side by side.
  return ["node", join(dirname(started), basename(started).replace("kraft-mutants", "kraft-fuzz"))];
}

/** A word as a POSIX shell reads it back, bare where that is safe. */
export function quoteForShell(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import { basename, dirname, join, relative, resolve } from "node:path";
import { PACKAGE_ROOT } from "../fuzz/package-root.ts";

/**
 * The words that start a command where this process stands: inside the package, and wherever npx started this process,
 * npx finds it; elsewhere its path does.
 */
export function launcher(command: string): string[] {
  const { npm_command: npmCommand } = process.env;
  const inside = !relative(PACKAGE_ROOT, process.cwd()).startsWith("..");
  if (npmCommand === "exec" || inside) return ["npx", command];
  const started = resolve(process.argv[1]!);
  // The commands lie side by side.
  return ["node", join(dirname(started), basename(started).replace(/kraft-[a-z-]+/, command))];
}

/** A word as a POSIX shell reads it back, bare where that is safe. */
export function quoteForShell(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import { type CommandLine, type Flag, quoted } from "./command-line.ts";
import { UsageError } from "./usage-error.ts";

const LONG = "list";

/** The flag that asks what there is of something, and for nothing else. */
export function listFlag(of: string): Flag {
  return { long: LONG, help: `Print a table of the ${of} and do nothing else` };
}

/** Whether that is asked for; it stands beside nothing but --json. @throws UsageError */
export function asksForList({ positionals, switches, values }: CommandLine): boolean {
  if (!switches.has(LONG)) return false;
  const [other] = [...values.keys(), ...switches].filter((long) => long !== LONG && long !== "json");
  if (other !== undefined) throw new UsageError(`--list takes no other flag but --json, and --${other} is given`);
  const [named] = positionals;
  if (named !== undefined) throw new UsageError(`--list prints all there is, and ${quoted(named)} is given`);
  return true;
}

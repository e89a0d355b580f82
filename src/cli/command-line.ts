import yargs from "yargs";
import { Parser } from "yargs/helpers";
import { nearest } from "../form/nearest.ts";
import { UsageError } from "./usage-error.ts";

/** A flag of a command: it takes a value, or it is a switch. */
export interface Flag {
  readonly long: string;
  readonly short?: string;
  /** What the value must be, in words that continue "takes"; undefined for a switch. */
  readonly takes?: string;
  /** It may also stand without a value, and is a switch then. */
  readonly mayStandAlone?: true;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** What stands beside the flags, as help shows it: "[ID|FILE...]"; undefined when nothing may. */
  readonly positionals: string | undefined;
  readonly examples: readonly (readonly [command: string, what: string])[];
}

export interface CommandLine {
  /** Values by long name, as they were typed. */
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

/**
 * Reads a command line: every flag known and given once, every value there, nothing else beside them.
 *
 * @throws UsageError
 */
export function readCommandLine(command: Command, argv: readonly string[]): CommandLine {
  rejectValuedSwitches(command, argv);
  const { _: positionals, ...given } = parse(command, argv);
  rejectUnknown(command, Object.keys(given), argv);
  const surplus = positionals[0];
  if (command.positionals === undefined && surplus !== undefined) {
    throw new UsageError(`unexpected argument ${quoted(surplus)}: ${command.name} takes flags only`);
  }
  const values = new Map<string, string>();
  const switches = new Set<string>();
  for (const flag of command.flags) {
    const value: unknown = given[flag.long];
    if (value === undefined || value === false) continue;
    rejectRepeated(flag, value, argv);
    if (flag.takes === undefined || (value === "" && flag.mayStandAlone)) switches.add(flag.long);
    else if (value === "") throw new UsageError(`${nameOf(flag)} takes ${flag.takes}, and none is given`);
    else values.set(flag.long, String(value));
  }
  return { values, switches, positionals: positionals.map(String) };
}

/** The text that --help prints. */
export function helpText(command: Command): Promise<string> {
  const help = yargs()
    .scriptName(command.name)
    .locale("en")
    .usage(`$0 [flags]${command.positionals === undefined ? "" : ` ${command.positionals}`}\n\n${command.summary}`)
    .help(false)
    .version(false)
    .wrap(80)
    .example(command.examples.map(([example, what]): [string, string] => [example, what]));
  for (const flag of command.flags) {
    help.option(flag.long, { ...(flag.short === undefined ? {} : { alias: flag.short }), describe: flag.help });
  }
  return help.getHelp();
}

/** The name people know a flag by: "-n", "--seeds". */
export function nameOf(flag: Flag): string {
  return flag.short === undefined ? `--${flag.long}` : `-${flag.short}`;
}

/** A value as a message shows it: on one line, whatever it holds. */
export function quoted(value: unknown): string {
  const text = String(value);
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

/** Every value stays the text it was typed as; nothing is guessed, negated, expanded or swallowed. */
function parse({ flags }: Command, argv: readonly string[]) {
  return Parser([...argv], {
    string: flags.filter((flag) => flag.takes !== undefined).map((flag) => flag.long),
    boolean: flags.filter((flag) => flag.takes === undefined).map((flag) => flag.long),
    alias: Object.fromEntries(flags.map((flag) => [flag.long, flag.short === undefined ? [] : [flag.short]])),
    configuration: {
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    },
  });
}

function rejectUnknown(command: Command, keys: readonly string[], argv: readonly string[]): void {
  const known = command.flags.flatMap((flag) => (flag.short === undefined ? [flag.long] : [flag.long, flag.short]));
  const unknown = keys.find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const typed = asTyped(unknown, argv);
  const guess = nearest(unknown, known);
  const hint = guess === undefined ? "" : `, did you mean ${guess.length === 1 ? "-" : "--"}${guess}?`;
  const names = command.flags.map(nameOf).join(" ");
  throw new UsageError(`there is no flag ${quoted(typed)}${hint === "" ? ";" : hint} the flags are ${names}`);
}

/** The parser takes "-o50x" for many flags of a letter each, so the argument is named as it stands. */
function asTyped(key: string, argv: readonly string[]): string {
  if (key.length > 1) return `--${key}`;
  const holdsIt = (argument: string): boolean => /^-[^-]/.test(argument) && argument.slice(1).includes(key);
  return flagArguments(argv).find(holdsIt) ?? `-${key}`;
}

function rejectRepeated(flag: Flag, value: unknown, argv: readonly string[]): void {
  const times = flag.takes === undefined ? timesSwitched(flag, argv) : Array.isArray(value) ? value.length : 1;
  if (times > 1) throw new UsageError(`${nameOf(flag)} is given ${times} times; once is allowed`);
}

/** The parser keeps only one of several equal switches, so they are counted where they were typed. */
function timesSwitched(flag: Flag, argv: readonly string[]): number {
  const isCluster = (argument: string): boolean => /^-[a-z]+$/i.test(argument);
  return flagArguments(argv).reduce((times, argument) => {
    if (argument === `--${flag.long}`) return times + 1;
    if (flag.short === undefined || !isCluster(argument)) return times;
    return times + argument.split(flag.short).length - 1;
  }, 0);
}

/** The parser would take "true", "false" or anything after "=" as a switch's value. */
function rejectValuedSwitches(command: Command, argv: readonly string[]): void {
  for (const flag of command.flags) {
    if (flag.takes !== undefined) continue;
    const names = [`--${flag.long}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])];
    const valued = flagArguments(argv).some((argument, at, all) =>
      names.some(
        (name) => argument.startsWith(`${name}=`) || (argument === name && /^(true|false)$/.test(all[at + 1] ?? "")),
      ),
    );
    if (valued) throw new UsageError(`${nameOf(flag)} takes no value`);
  }
}

function flagArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end < 0 ? argv : argv.slice(0, end);
}

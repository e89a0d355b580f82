import type { ContestOptions } from "./contest.ts";

export interface CompareOptions extends ContestOptions {
  readonly json: boolean;
  readonly help: boolean;
}

/** Something is wrong with the command line. The message is one line that says what is allowed. */
export class CompareUsageError extends Error {
  override readonly name = "CompareUsageError";
}

export const HELP = `npm run compare:etcd -- [flags]

Puts three servers of kraft and three of etcd 3.4 (Debian's etcd-server) under the same load, in turn: autocannon writes
a value of 64 bytes at the leader, over and over, on so many connections. The one that is not measured stands still.

  --rounds N           how often everything is measured, 1 to 100 (5)
  --seconds N          how long each measurement takes, 1 to 600 (3)
  --connections N,...  numbers of connections, each 1 to 4096 (1,16,64,256)
  --json               print one JSON document and nothing else
  --help               print this and do nothing`;

const LIMITS = { rounds: 100, seconds: 600, connections: 4_096 };

/** @throws CompareUsageError */
export function readOptions(argv: readonly string[]): CompareOptions {
  let options: CompareOptions = { rounds: 5, seconds: 3, connections: [1, 16, 64, 256], json: false, help: false };
  for (let at = 0; at < argv.length; at++) {
    const name = /^--(.+)$/.exec(argv[at]!)?.[1];
    if (name === "json" || name === "help") options = { ...options, [name]: true };
    else if (name === "connections") options = { ...options, connections: numbers(name, argv[++at]) };
    else if (name === "rounds" || name === "seconds") options = { ...options, [name]: number(name, argv[++at]) };
    else throw new CompareUsageError(`there is no flag ${JSON.stringify(argv[at])}; --help lists them`);
  }
  return options;
}

function numbers(name: "connections", typed: string | undefined): number[] {
  return (typed ?? "").split(",").map((one) => number(name, one));
}

function number(name: keyof typeof LIMITS, typed: string | undefined): number {
  const value = /^\d{1,6}$/.test(typed ?? "") ? Number(typed) : 0;
  if (value >= 1 && value <= LIMITS[name]) return value;
  throw new CompareUsageError(`--${name} takes whole numbers from 1 to ${LIMITS[name]}, not ${JSON.stringify(typed)}`);
}

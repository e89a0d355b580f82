import type * as FileSystem from "node:fs";

type Fs = typeof FileSystem;
type Done = (error: NodeJS.ErrnoException | null, count?: number) => void;

/** What changes a directory, or makes it durable; `writevSync` while everything waits, the others while nobody does. */
const CALLS = ["fdatasync", "fsync", "open", "rename", "unlink", "writev", "writevSync"] as const;
type Call = (typeof CALLS)[number];

/** What becomes of a call in the place of what was asked: an error's code, or only so many bytes of a write. */
export type Fate = string | number;

/** The calls that are made to the system, in order, and what is to become of some of them. */
class Calls {
  readonly made: Call[] = [];
  /** By place among those that are made. */
  private fates = new Map<number, Fate>();

  /** Forgets what was made. */
  plan(fates: Iterable<readonly [number, Fate]>): void {
    this.made.length = 0;
    this.fates = new Map(fates);
  }

  make(call: Call): Fate | undefined {
    return this.fates.get(this.made.push(call) - 1);
  }
}

export const calls = new Calls();

/** node:fs, in which calls fail as they are planned to. */
export function failing(system: Fs): Fs {
  const wrapped = CALLS.map((call) => {
    const ask = system[call] as (...asked: unknown[]) => unknown;
    const wrapped = call === "writevSync" ? meetAtOnce : meet;
    return [call, (...asked: unknown[]) => wrapped(calls.make(call), ask, asked)];
  });
  return { ...system, ...Object.fromEntries(wrapped) };
}

function failureOf(fate: string): Error {
  return Object.assign(new Error(`${fate}: planned`), { code: fate });
}

function meetAtOnce(fate: Fate | undefined, ask: (...asked: unknown[]) => unknown, asked: readonly unknown[]): unknown {
  if (typeof fate === "string") throw failureOf(fate);
  const [descriptor, pieces, position] = asked as [number, Uint8Array[], number];
  return ask(descriptor, [Buffer.concat(pieces).subarray(0, fate)], position);
}

function meet(fate: Fate | undefined, ask: (...asked: unknown[]) => void, asked: readonly unknown[]): void {
  if (fate === undefined) ask(...asked);
  else if (typeof fate === "number") {
    const [descriptor, pieces, ...others] = asked as [number, Uint8Array[], number, Done];
    ask(descriptor, [Buffer.concat(pieces).subarray(0, fate)], ...others);
  } else {
    const done = asked.at(-1) as Done;
    setImmediate(() => done(failureOf(fate)));
  }
}

import { setImmediate } from "node:timers/promises";
import type { CrdtName } from "../../crdt/index.ts";
import { deriveSeed } from "../../sim/index.ts";
import { type Counterexample, counterexampleOf } from "./counterexample.ts";
import type { CrdtMutant } from "./crdt-mutant.ts";
import { LAW_NAMES } from "./laws.ts";
import { loadBuild } from "./load-build.ts";
import { TypeRun } from "./type-run.ts";

export interface CrdtHuntOptions {
  readonly seed: string;
  readonly seeds: number;
  readonly operations: number;
  readonly replicas: number;
  readonly limitMs: number;
}

/** How a mutant of the types fared. */
export interface CrdtHunt {
  readonly mutant: CrdtMutant;
  /** Killed: by a law that the mutant is said to break. Out of time: that was up before all seeds were begun. */
  readonly fate: "killed" | "survived" | "out-of-time" | "interrupted";
  /** How many seeds were begun, and the last of them, which killed it if one did. */
  readonly seeds: number;
  readonly lastSeed: string;
  readonly killedIn: CrdtName | undefined;
  readonly counterexample: Counterexample | undefined;
  readonly wallMs: number;
}

/** How many events are handled before anything else is heard. */
const EVENTS_PER_SLICE = 5_000;

/** Fuzzes a build of the mutant, seed by seed, until a law falls that it is said to break. */
export async function huntCrdtMutant(
  mutant: CrdtMutant,
  { limitMs, operations, replicas, seed, seeds }: CrdtHuntOptions,
  interrupt: AbortSignal,
): Promise<CrdtHunt> {
  const build = await loadBuild(mutant);
  const startMs = performance.now();
  const elapsedMs = (): number => performance.now() - startMs;
  let begun = 0;
  const huntOf = (fate: CrdtHunt["fate"], killedIn?: CrdtName, counterexample?: Counterexample): CrdtHunt => {
    const lastSeed = deriveSeed(seed, Math.max(0, begun - 1));
    return { mutant, fate, seeds: begun, lastSeed, killedIn, counterexample, wallMs: elapsedMs() };
  };
  for (; begun < seeds && elapsedMs() < limitMs; ) {
    const each = deriveSeed(seed, begun++);
    for (const name of mutant.types) {
      const laws = LAW_NAMES.filter((law) => mutant.breaks.includes(law));
      const asked = { build, name, laws, operations, replicas, seed: each, keepsGoing: false };
      const run = TypeRun.start(asked);
      while (!run.advance(EVENTS_PER_SLICE)) {
        await setImmediate();
        if (interrupt.aborted) return huntOf("interrupted");
      }
      const broken = run.result().broken.find(({ law }) => mutant.breaks.includes(law));
      if (broken !== undefined) return huntOf("killed", name, counterexampleOf(build, name, broken));
    }
  }
  return huntOf(begun < seeds ? "out-of-time" : "survived");
}

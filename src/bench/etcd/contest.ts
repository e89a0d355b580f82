import type { Contestant } from "./contestant.ts";
import { type LoadFigures, type LoadGenerator, load } from "./load.ts";

/** Both, one right after the other, so that a machine that changes its speed favours neither. */
export interface Pair {
  readonly round: number;
  readonly connections: number;
  readonly kraft: LoadFigures;
  readonly etcd: LoadFigures;
}

export interface ContestOptions {
  readonly rounds: number;
  /** Of each measurement. As much again, up to a second, goes before it and is not counted. */
  readonly seconds: number;
  readonly connections: readonly number[];
}

const VALUE = "x".repeat(64);
const MAX_WARM_UP_SECONDS = 1;
/** At first, once: engines compile what is hot, and files are made. */
const START_CONNECTIONS = 64;
const START_SECONDS = 3;

/** Measures both in turn. The one that goes first changes from pair to pair. Told of every pair as it is measured. */
export async function contest(
  generator: LoadGenerator,
  contestants: readonly [Contestant, Contestant],
  { rounds, seconds, connections }: ContestOptions,
  interrupt: AbortSignal,
  measured: (pair: Pair) => void,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const { pause } of contestants) pause();
  for (const contestant of contestants) {
    interrupt.throwIfAborted();
    const request = await contestant.resume(VALUE, interrupt);
    await load(generator, request, START_CONNECTIONS, START_SECONDS);
    contestant.pause();
  }
  for (let round = 1; round <= rounds; round++) {
    for (const count of connections) {
      const order = pairs.length % 2 === 0 ? contestants : [...contestants].reverse();
      const figures = new Map<string, LoadFigures>();
      for (const contestant of order) {
        interrupt.throwIfAborted();
        const request = await contestant.resume(VALUE, interrupt);
        await load(generator, request, count, Math.min(seconds, MAX_WARM_UP_SECONDS));
        interrupt.throwIfAborted();
        figures.set(contestant.name, await load(generator, request, count, seconds));
        contestant.pause();
      }
      const pair = { round, connections: count, kraft: figures.get("kraft")!, etcd: figures.get("etcd")! };
      measured(pair);
      pairs.push(pair);
    }
  }
  return pairs;
}

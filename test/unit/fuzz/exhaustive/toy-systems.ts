import type { System, Visit } from "../../../../src/fuzz/exhaustive/system.ts";

/** Two counters, each from 0 up to `top`: a move raises one of them. Both at `top` breaks it, if that is wanted. */
export function twoCounters(top: number, breaks = false): System {
  return {
    start: [0, 0],
    coreLength: 2,
    expand: (state, visit) => {
      for (const place of [0, 1]) {
        if (state[place] === top) continue;
        const next = state.map((count, at) => (at === place ? count + 1 : count));
        visit(place, next, breaks && next.every((count) => count === top));
      }
    },
  };
}

/** An edge of a drawn system: it may be taken where its bit is there, or always if it has none, and gives a bit. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly needs: number | undefined;
  readonly gives: number;
}

/** Cores are the numbers of places; possibilities are bits that never go. The order of the edges is that of the moves. */
export function drawnSystem(edges: readonly Edge[]): System {
  return {
    start: [0, 0],
    coreLength: 1,
    expand: ([place, bits], visit: Visit) => {
      for (const [move, { from, gives, needs, to }] of edges.entries()) {
        if (from !== place || (needs !== undefined && (bits! & (1 << needs)) === 0)) continue;
        visit(move, [to, bits! | (1 << gives)], false);
      }
    },
  };
}

/** The cores that a system can come to in so many moves, found without leaving anything out. */
export function coresOf(system: System, maxDepth = Number.POSITIVE_INFINITY): Set<number> {
  const seen = new Set<string>();
  const cores = new Set<number>();
  let layer: (readonly number[])[] = [system.start];
  for (let depth = 0; layer.length > 0 && depth <= maxDepth; depth++) {
    const deeper: (readonly number[])[] = [];
    for (const state of layer) {
      if (seen.has(state.join())) continue;
      seen.add(state.join());
      cores.add(state[0]!);
      system.expand(state, (_, next) => deeper.push(next.slice()));
    }
    layer = deeper;
  }
  return cores;
}

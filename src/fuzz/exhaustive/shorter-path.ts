import type { System } from "./system.ts";

/** The states that a path goes through, if it leads to what breaks, and each of its moves can be made; else undefined. */
export function follow(system: System, path: readonly number[]): readonly (readonly number[])[] | undefined {
  const states: (readonly number[])[] = [];
  let state: readonly number[] | undefined = system.start;
  let breaks = false;
  for (const wanted of path) {
    if (state === undefined) return undefined;
    states.push(state);
    let reached: readonly number[] | undefined;
    system.expand(state, (move, next, broken) => {
      if (move !== wanted) return;
      if (broken) breaks = true;
      else reached = next.slice();
    });
    state = reached;
  }
  return breaks && states.length === path.length ? states : undefined;
}

/**
 * A path to what breaks with as few moves as leaving some out can make it, one or two at a time: what the search found
 * first may have gone a longer way, as states with more possibilities took the place of nearer ones.
 */
export function shorterPath(system: System, path: readonly number[]): readonly number[] {
  for (let first = path.length - 1; first >= 0; first--) {
    for (let second = first; second >= 0; second--) {
      const rest = path.filter((_, place) => place !== first && place !== second);
      if (follow(system, rest) !== undefined) return shorterPath(system, rest);
    }
  }
  return path;
}

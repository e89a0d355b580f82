/**
 * Delta debugging: takes away parts of a list, large ones first, as long as what is left still does. `accept` is told
 * the list without a part, and gives what is left then, which may be even less; undefined if it does not do any more.
 */
export function fewer<T>(all: readonly T[], accept: (rest: readonly T[]) => readonly T[] | undefined): readonly T[] {
  let best = all;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end, for what comes late depends on what came before.
    for (let end = best.length; end > 0; ) {
      const from = Math.max(0, end - size);
      const rest = accept([...best.slice(0, from), ...best.slice(end)]);
      if (rest !== undefined) best = rest;
      end = Math.min(from, best.length);
    }
  }
  return best;
}

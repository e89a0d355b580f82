import type { TaleLine, Weight } from "./tale.ts";

const WEIGHTS: readonly Weight[] = ["aside", "routine", "notable", "telling", "grave", "deed", "contradiction"];

/**
 * Which lines of a tale to show where only so many rows are there: what weighs least goes first, and of that the oldest.
 * What went before something higher did is shown after all if it has room.
 */
export function choose(tale: readonly Pick<TaleLine, "weight">[], heights: readonly number[], rows: number): boolean[] {
  const order = tale
    .map(({ weight }, place) => ({ place, weight: WEIGHTS.indexOf(weight) }))
    .sort((one, other) => one.weight - other.weight || one.place - other.place)
    .map(({ place }) => place);
  const isShown = tale.map(() => true);
  let height = heights.reduce((sum, one) => sum + one, 0);
  for (const place of order) {
    if (height <= rows) break;
    isShown[place] = false;
    height -= heights[place]!;
  }
  for (const place of order.reverse()) {
    if (isShown[place] || height + heights[place]! > rows) continue;
    isShown[place] = true;
    height += heights[place]!;
  }
  return isShown;
}

/** What was left out, by the numbers of the lines: "3 of 26 lines are left out: 5, 7 and 8"; empty if nothing was. */
export function leftOutInWords(isShown: readonly boolean[]): string {
  const out = isShown.flatMap((shown, place) => (shown ? [] : [place + 1]));
  if (out.length === 0) return "";
  const runs: [first: number, last: number][] = [];
  for (const number of out) {
    const run = runs.at(-1);
    if (run?.[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  const numbers = runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return `${out.length} of ${isShown.length} lines ${out.length === 1 ? "is" : "are"} left out: ${numbers.join(", ")}`;
}

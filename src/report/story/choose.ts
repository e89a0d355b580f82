import type { TaleLine, Weight } from "./tale.ts";

/** A piece of a tale that is shown, or that is left out. */
export interface Piece {
  /** The places of its lines, in their order. */
  readonly places: readonly number[];
  readonly isShown: boolean;
}

const WEIGHTS: readonly Weight[] = ["routine", "notable", "grave", "contradiction"];

/**
 * What to show of a tale in so many lines: what weighs least goes first, and of that the oldest. A gap takes a line
 * itself, so one that would save nothing is none.
 */
export function choose(tale: readonly Pick<TaleLine, "weight">[], heights: readonly number[], room: number): Piece[] {
  const order = tale
    .map(({ weight }, place) => ({ place, weight: WEIGHTS.indexOf(weight) }))
    .sort((one, other) => one.weight - other.weight || one.place - other.place);
  const isOut = tale.map(() => false);
  let pieces = piecesOf(isOut, heights);
  for (const { place } of order) {
    if (heightOf(pieces, heights) <= room) break;
    isOut[place] = true;
    pieces = piecesOf(isOut, heights);
  }
  return restored(isOut, heights, room);
}

/** What went before something larger did may have room after all: the last gaps are closed first. */
function restored(isOut: readonly boolean[], heights: readonly number[], room: number): Piece[] {
  let pieces = piecesOf(isOut, heights);
  let out = isOut;
  for (const { isShown, places } of [...pieces].reverse()) {
    if (isShown) continue;
    const without = out.map((is, place) => is && !places.includes(place));
    const fuller = piecesOf(without, heights);
    if (heightOf(fuller, heights) > room) continue;
    pieces = fuller;
    out = without;
  }
  return pieces;
}

function piecesOf(isOut: readonly boolean[], heights: readonly number[]): Piece[] {
  const pieces: { places: number[]; isShown: boolean }[] = [];
  for (const [place, out] of isOut.entries()) {
    const last = pieces.at(-1);
    if (last?.isShown === !out) last.places.push(place);
    else pieces.push({ places: [place], isShown: !out });
  }
  return pieces.map((piece) => ({ ...piece, isShown: piece.isShown || sum(piece.places, heights) <= 1 }));
}

function heightOf(pieces: readonly Piece[], heights: readonly number[]): number {
  return pieces.reduce((height, { isShown, places }) => height + (isShown ? sum(places, heights) : 1), 0);
}

function sum(places: readonly number[], heights: readonly number[]): number {
  return places.reduce((height, place) => height + heights[place]!, 0);
}

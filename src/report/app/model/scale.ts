import { lastAtOrBefore } from "./search.ts";

export type Spacing = "even" | "real";

/** Where steps and moments stand on the long canvas, in pixels from its left end. */
export interface Scale {
  readonly widthPx: number;
  /** The steps that have a place, ascending. */
  readonly shown: Int32Array;
  xOfStep(step: number): number;
  xOfMoment(atUs: number): number;
  /** The shown step nearest to a place. */
  stepNear(xPx: number): number;
  /** The place in `shown` of the first that stands at this place or behind it. */
  rankAt(xPx: number): number;
  /** Virtual time at a place. */
  momentAt(xPx: number): number;
}

const MARGIN_PX = 40;
/** Between neighbours, or on average, where nothing is zoomed; more if a short run fills the screen with it. */
const PITCH_PX = 26;
const MAX_FITTING_PITCH_PX = 64;
/** Browsers lay out nothing wider. */
const MAX_WIDTH_PX = 15_000_000;

export function createScale(
  timesUs: Float64Array,
  shown: Int32Array,
  spacing: Spacing,
  zoom: number,
  screenPx: number,
): Scale {
  const fittingPx = (screenPx - 2 * MARGIN_PX) / Math.max(1, shown.length - 1);
  const pitchPx = Math.min(MAX_FITTING_PITCH_PX, Math.max(PITCH_PX, fittingPx));
  const pitch = Math.min(pitchPx * zoom, MAX_WIDTH_PX / Math.max(1, shown.length));
  const widthPx = 2 * MARGIN_PX + pitch * Math.max(0, shown.length - 1);
  const places: Float64Array =
    spacing === "even"
      ? Float64Array.from(shown, (_, rank) => rank)
      : realPlaces(timesUs, shown, Math.max(0, shown.length - 1));
  const placePx = (place: number): number => MARGIN_PX + place * pitch;
  const rankOf = (step: number): number => Math.max(0, lastAtOrBefore(shown, step));
  const placeOfMoment = (atUs: number): number => {
    const rank = rankOf(lastAtOrBefore(timesUs, atUs));
    const next = Math.min(rank + 1, shown.length - 1);
    const spanUs = timesUs[shown[next]!]! - timesUs[shown[rank]!]!;
    const share = spanUs <= 0 ? 0 : Math.min(1, Math.max(0, (atUs - timesUs[shown[rank]!]!) / spanUs));
    return places[rank]! + share * (places[next]! - places[rank]!);
  };
  const rankAt = (xPx: number): number => lastAtOrBefore(places, (xPx - MARGIN_PX) / pitch - 1e-9) + 1;
  return {
    widthPx,
    shown,
    xOfStep: (step) => placePx(places[rankOf(step)]!),
    xOfMoment: (atUs) => placePx(placeOfMoment(atUs)),
    rankAt,
    stepNear: (xPx) => {
      const after = Math.min(rankAt(xPx), shown.length - 1);
      const before = Math.max(0, after - 1);
      const isBeforeNearer = xPx - placePx(places[before]!) < placePx(places[after]!) - xPx;
      return shown[isBeforeNearer ? before : after]!;
    },
    momentAt: (xPx) => {
      const place = Math.max(0, (xPx - MARGIN_PX) / pitch);
      const rank = Math.max(0, lastAtOrBefore(places, place));
      const next = Math.min(rank + 1, shown.length - 1);
      const span = places[next]! - places[rank]!;
      const share = span <= 0 ? 0 : Math.min(1, (place - places[rank]!) / span);
      const fromUs = timesUs[shown[rank]!]!;
      return fromUs + share * (timesUs[shown[next]!]! - fromUs);
    },
  };
}

function realPlaces(timesUs: Float64Array, shown: Int32Array, last: number): Float64Array {
  const startUs = timesUs[shown[0]!]!;
  const spanUs = Math.max(1, timesUs[shown.at(-1)!]! - startUs);
  return Float64Array.from(shown, (step) => ((timesUs[step]! - startUs) / spanUs) * last);
}

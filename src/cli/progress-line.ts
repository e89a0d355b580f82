import { grouped } from "../report/numbers.ts";

/** How far long work has come. */
export interface Stage {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** What people want to know first: "29 failed". */
  readonly findings: readonly string[];
  /** Undefined while nobody can know. */
  readonly leftMs: number | undefined;
  /** How fast it goes: "18 seeds/s". */
  readonly paces: readonly string[];
}

/** Of a terminal that does not know its width. */
const USUAL_COLUMNS = 80;

const WIDEST_BAR = 24;
/** A shorter one says nothing. */
const NARROWEST_BAR = 5;

/**
 * One line of so many columns at the most: what matters less stands further behind and is left out where it does not
 * fit, and the bar takes the room that is left, or none.
 */
export function progressLine(stage: Stage, columns: number): string {
  const { done, findings, leftMs, paces, total, unit } = stage;
  const left = leftMs === undefined ? [] : [`${shortTime(leftMs)} left`];
  const parts = [`${grouped(Math.floor(done))}/${grouped(total)} ${unit}`, ...findings, ...left, ...paces];
  const text = fitting(parts, columns);
  const room = Math.min(WIDEST_BAR, columns - text.length - 1);
  return room < NARROWEST_BAR ? text : `${bar(done / total, room)} ${text}`;
}

export function columnsOf({ columns }: { readonly columns: number }): number {
  return columns || USUAL_COLUMNS;
}

/** As many of the parts as fit on one line of so many columns, from the first on, which alone may be cut. */
export function fitting(parts: readonly string[], columns: number): string {
  let count = parts.length;
  while (count > 1 && parts.slice(0, count).join(", ").length > columns) count--;
  return parts.slice(0, count).join(", ").slice(0, columns);
}

function bar(share: number, width: number): string {
  const full = Math.floor(Math.min(1, share) * width);
  return "=".repeat(full) + "-".repeat(width - full);
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** In two figures at the most, rounded up: "45s", "12m", "3h05m", "2d04h". */
export function shortTime(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= MINUTE_S) return `${seconds}s`;
  const minutes = Math.ceil(seconds / MINUTE_S);
  if (minutes < 60) return `${minutes}m`;
  if (minutes * MINUTE_S < DAY_S) return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
  const hours = Math.ceil(seconds / HOUR_S);
  return `${Math.floor(hours / 24)}d${twoDigits(hours % 24)}h`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, "0");
}

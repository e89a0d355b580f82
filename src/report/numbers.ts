/** Numbers for people: the same in every locale. */

/** 12345 as "12,345". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 seed", "12,345 seeds"; of a noun that takes no plain "s" the plural is given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** A share in percent with one decimal, rounded down, so that only all of it is 100.0 %. */
export function percentage(part: number, whole: number): string {
  return whole === 0 ? "none" : `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;
}

/** Milliseconds as seconds with a tenth, or with thousandths below ten seconds. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 3 : 1)} s`;
}

/** Virtual microseconds as seconds, exactly. */
export function virtualSeconds(us: number): string {
  return `${(us / 1_000_000).toFixed(6)} s`;
}

/** Virtual microseconds as a person would say them, to three digits: "150 us", "2.5 ms", "1.25 s". */
export function duration(us: number): string {
  if (us < 1_000) return `${us} us`;
  return us < 1_000_000 ? `${rounded(us / 1_000)} ms` : `${rounded(us / 1_000_000)} s`;
}

/** To three digits: 33.2876 as "33.3". */
export function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** From one duration to another, or the one if they are the same. */
export function span(minUs: number, maxUs: number): string {
  return minUs === maxUs ? duration(minUs) : `${duration(minUs)} to ${duration(maxUs)}`;
}

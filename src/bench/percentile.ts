/** The smallest value that so many percent of all values do not exceed. The values ascend. */
export function percentile(ascending: ArrayLike<number>, percent: number): number {
  if (ascending.length === 0) throw new Error("nothing was measured");
  return ascending[Math.max(0, Math.ceil((ascending.length * percent) / 100) - 1)]!;
}

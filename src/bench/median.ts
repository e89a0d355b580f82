/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("nothing was measured");
  const ascending = [...values].sort((one, other) => one - other);
  const upper = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[upper]! : (ascending[upper - 1]! + ascending[upper]!) / 2;
}

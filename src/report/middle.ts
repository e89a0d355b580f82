/** The middle value; of an even number, the lower of the two. There must be at least one. */
export function middleOf(values: readonly number[]): number {
  const ascending = [...values].sort((one, other) => one - other);
  return ascending[(ascending.length - 1) >> 1]!;
}

/**
 * How many of the commands submitted in the storm were committed, each counted once, whatever its retries: also those
 * whose client gave up before it learned of it. `submissions` tells how many commands each client was handed; the first
 * of the clients has the id `firstClient`.
 */
export function countCommitted(
  committed: Iterable<{ readonly client: number; readonly sequence: number }>,
  firstClient: number,
  submissions: readonly number[],
): number {
  const seen = submissions.map(() => new Set<number>());
  for (const { client, sequence } of committed) {
    const place = client - firstClient;
    if (sequence <= submissions[place]!) seen[place]!.add(sequence);
  }
  return seen.reduce((sum, sequences) => sum + sequences.size, 0);
}

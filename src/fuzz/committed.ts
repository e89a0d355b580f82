/**
 * How many commands the requests stand for: each counts once, whatever its retries, and also if its client gave up before
 * it learned of it. The ids of the clients go up from `firstClient`.
 */
export function countCommitted(
  committed: Iterable<{ readonly client: number; readonly sequence: number }>,
  firstClient: number,
  clients: number,
): number {
  const seen = Array.from({ length: clients }, () => new Set<number>());
  for (const { client, sequence } of committed) seen[client - firstClient]!.add(sequence);
  return seen.reduce((sum, sequences) => sum + sequences.size, 0);
}

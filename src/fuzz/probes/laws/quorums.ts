/** Of whom more than half have to agree: the voters, and where a configuration is joint the outgoing ones as well. */
export interface Quorums {
  readonly voters: readonly number[];
  readonly outgoing: readonly number[];
}

export function isQuorumOf({ outgoing, voters }: Quorums, members: ReadonlySet<number>): boolean {
  return [voters, outgoing].every(
    (half) => half.length === 0 || half.filter((id) => members.has(id)).length * 2 > half.length,
  );
}

/** The greatest number that a quorum has reached. */
export function reachedByQuorum({ outgoing, voters }: Quorums, reached: (voter: number) => number): number {
  const halves = [voters, outgoing].filter((half) => half.length > 0);
  const least = halves.map((half) => half.map(reached).sort((one, other) => other - one)[Math.floor(half.length / 2)]!);
  return Math.min(...least);
}

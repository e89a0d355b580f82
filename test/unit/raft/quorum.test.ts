import { describe, expect, test } from "vitest";
import { isQuorum, quorumIndex, quorumSize } from "../../../src/raft/quorum.ts";

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

function votersOf(size: number): number[] {
  return Array.from({ length: size }, (_, position) => 10 * position + 3);
}

/** Every subset, as a bit mask over the voters. */
function masksOf(size: number): number[] {
  return Array.from({ length: 2 ** size }, (_, mask) => mask);
}

function membersOf(voters: readonly number[], mask: number): Set<number> {
  return new Set(voters.filter((_, position) => (mask & (1 << position)) !== 0));
}

describe.each(SIZES)("quorums of %i voters", (size) => {
  const voters = votersOf(size);
  const quorums = masksOf(size).filter((mask) => isQuorum(voters, membersOf(voters, mask)));

  test("any two share a voter", () => {
    const disjoint = quorums.filter((one) => quorums.some((other) => (one & other) === 0));
    expect(disjoint).toEqual([]);
  });

  test("none could be smaller: any smaller set leaves out one as large, or lacks just the odd voter", () => {
    const smallest = Math.min(...quorums.map((mask) => membersOf(voters, mask).size));
    expect(smallest).toBe(quorumSize(voters));
    expect(2 * (smallest - 1)).toBeLessThanOrEqual(size);
    expect(isQuorum(voters, new Set(voters))).toBe(true);
  });

  test("who is no voter does not count", () => {
    expect(isQuorum(voters, new Set([1, 2, 4, 5, 6, 7, 8, 9, 11, 12]))).toBe(false);
  });

  test("quorumIndex is the highest index that a quorum holds", () => {
    // Every way to give voters indexes 0 to 2, and more of them where there are few voters.
    const base = size <= 5 ? 5 : 3;
    for (let code = 0; code < base ** size; code += 1 + Math.floor(base ** size / 4_000)) {
      const indexes = voters.map((_, position) => 10 * (Math.floor(code / base ** position) % base));
      const held = quorums.map((mask) => Math.min(...indexes.filter((_, position) => (mask & (1 << position)) !== 0)));
      expect(quorumIndex(voters, indexes.slice())).toBe(Math.max(...held));
    }
  });
});

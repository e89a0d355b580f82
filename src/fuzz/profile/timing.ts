/** The shortest election timeout of every cluster that is fuzzed, in microseconds. */
export const ELECTION_TIMEOUT_US = 150_000;

/** Clocks of a cluster that are further apart than this count as apart. */
export const CLOCKS_APART_US = 1_000_000;

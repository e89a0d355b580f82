/** The shortest election timeout of every cluster that is fuzzed, in microseconds. */
export const ELECTION_TIMEOUT_US = 150_000;

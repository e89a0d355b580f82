import type { DurableState, RaftOptions } from "./core-types.ts";

/** What no driver may start a node with, and what its error has to say. */
export interface BadStart {
  readonly options: RaftOptions;
  readonly durable: DurableState;
  readonly says: RegExp;
}

/** Bad starts, made of a good one. */
export function badStartsOf(options: RaftOptions, durable: DurableState): BadStart[] {
  return [
    ...badOptionsOf(options).map(({ options, says }) => ({ options, durable, says })),
    ...badStatesOf(durable).map(({ durable, says }) => ({ options, durable, says })),
  ];
}

function badOptionsOf(good: RaftOptions): Omit<BadStart, "durable">[] {
  const { electionTimeoutUs, id } = good;
  return [
    { options: { ...good, maxMessageBytes: 0 }, says: /must be a positive integer/ },
    { options: { ...good, keptEntries: -1 }, says: /keptEntries/ },
    { options: { ...good, heartbeatIntervalUs: electionTimeoutUs }, says: /heartbeatIntervalUs/ },
    { options: { ...good, founders: [id + 1] }, says: /not among the founders/ },
    { options: { ...good, founders: [id, 0] }, says: /founders are positive integers/ },
    { options: { ...good, founders: [id, id + 0.5] }, says: /founders are positive integers/ },
    { options: { ...good, founders: [id, id] }, says: /repeat an id/ },
    { options: { ...good, leaseUs: -1 }, says: /leaseUs must be 0 or more/ },
    { options: { ...good, leaseUs: electionTimeoutUs }, says: /leaseUs .* must be below/ },
    { options: { ...good, leaseUs: 1, checkQuorum: false }, says: /needs checkQuorum/ },
  ];
}

function badStatesOf(good: DurableState): Omit<BadStart, "options">[] {
  const { appliedIndex, lastIndex, snapshot, term, termRuns } = good;
  const configuration = { voters: [1], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
  const entry = { index: lastIndex + 1, term, kind: "no-op", data: undefined, bytes: 0 } as const;
  const newer = { index: appliedIndex + 1, term, configuration };
  return [
    { durable: { ...good, baseIndex: (snapshot?.index ?? 0) + 1 }, says: /the log begins after/ },
    { durable: { ...good, snapshot: newer }, says: /before snapshot/ },
    { durable: { ...good, appliedIndex: lastIndex + 1 }, says: /but the log ends at/ },
    {
      durable: { ...good, configurations: [{ index: lastIndex + 1, configuration }] },
      says: /a configuration stands at/,
    },
    {
      durable: { ...good, configurations: [lastIndex, lastIndex].map((index) => ({ index, configuration })) },
      says: /a configuration at .* does not follow/,
    },
    { durable: { ...good, tail: [entry] }, says: /stands where entry/ },
    { durable: { ...good, tail: [{ ...entry, index: lastIndex, term: term + 1 }] }, says: /stands where entry/ },
    { durable: { ...good, term: termRuns.termAt(lastIndex) - 1 }, says: /but the current term is/ },
  ];
}

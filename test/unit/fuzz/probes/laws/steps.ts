import type { Input, Output, RaftOptions } from "../../../../../src/fuzz/probes/core-types.ts";
import { type Before, beforeStep, type Step } from "../../../../../src/fuzz/probes/laws/law.ts";
import * as core from "../../../../../src/sut/core.ts";
import type { RaftView } from "../../../../../src/sut/index.ts";

/** What laws look at of how a node is set up. */
export const OPTIONS = {
  electionTimeoutUs: 100,
  heartbeatIntervalUs: 10,
  leaseUs: 50,
  maxCachedBytes: 10,
} as RaftOptions;

const CONFIGURATION = { voters: [1, 2, 3], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };

/** A leader of term 1 among three whose log of term 1 ends at 5; of each entry in memory its bytes. */
export function leaderView(changes: Partial<RaftView> = {}, memory: Readonly<Record<number, number>> = {}): RaftView {
  return {
    id: 1,
    role: "leader",
    term: 1,
    votedFor: 1,
    leader: 1,
    lastIndex: 5,
    baseIndex: 0,
    commitIndex: 5,
    appliedIndex: 5,
    durableIndex: 5,
    snapshotIndex: 0,
    leaseEndUs: 0,
    confirmedRound: 0,
    hasCommittedInTerm: true,
    isConfigurationCommitted: true,
    configuration: CONFIGURATION,
    transferTo: 0,
    stopped: false,
    termAt: () => 1,
    cachedEntry: (index: number) => {
      return index in memory ? { index, term: 1, kind: "command", data: undefined, bytes: memory[index]! } : undefined;
    },
    ...changes,
  } as unknown as RaftView;
}

export function peer(id: number, matchIndex = 5): Before["peers"][number] {
  return { id, matchIndex, nextIndex: 6, mode: "pipeline" };
}

export interface Changes {
  readonly nowUs?: number;
  readonly was?: RaftView;
  readonly hadPeers?: Before["peers"];
  readonly input?: Input;
  readonly view?: RaftView;
  readonly peers?: Before["peers"];
  readonly output?: Partial<{ -readonly [Name in keyof Output]: unknown }>;
}

/** A step of a leader in which nothing happens but what is said here. */
export function step(changes: Changes = {}): Step {
  const { hadPeers, input = { kind: "deadline" }, nowUs = 0, output = {}, view = leaderView() } = changes;
  const peers = changes.peers ?? [peer(2), peer(3)];
  const before = beforeStep(changes.was ?? leaderView(), hadPeers ?? peers, input);
  return { nowUs, before, input, view, peers, output: Object.assign(new core.Output(), output) };
}

export function appendRequest(to: number, changes: object = {}): object {
  const header = { kind: "append-request", from: 1, to, term: 1, round: 0, readRound: 0 };
  return { ...header, prevLogIndex: 5, prevLogTerm: 1, entries: [], leaderCommit: 5, ...changes };
}

export function appendResponse(from: number, changes: object = {}): Input {
  const header = { kind: "append-response", from, to: 1, term: 1, round: 0, readRound: 0, accepted: true };
  const message = { ...header, matchIndex: 5, refusedIndex: 0, hintIndex: 0, hintTerm: 0, ...changes };
  return { kind: "message", message } as unknown as Input;
}

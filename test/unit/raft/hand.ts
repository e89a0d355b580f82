import {
  type AppendRequest,
  type AppendResponse,
  type DurableState,
  EMPTY_STATE,
  type Entry,
  type Input,
  Output,
  Raft,
  type RaftOptions,
  type VoteResponse,
} from "../../../src/raft/index.ts";
import { NO_SNAPSHOTS } from "./no-snapshots.ts";

const OPTIONS: RaftOptions = {
  id: 1,
  founders: [1, 2, 3],
  electionTimeoutUs: 100_000,
  heartbeatIntervalUs: 20_000,
  preVote: false,
  checkQuorum: false,
  leaseUs: 0,
  maxMessageBytes: 3,
  maxInflightMessages: 2,
  maxInflightBytes: 100,
  maxUncommittedBytes: 100,
  maxPendingReads: 100,
  maxCachedBytes: 1_000,
  ...NO_SNAPSHOTS,
  seed: 1,
};

/** One core, server 1 of three, whose surroundings are played by hand. Each step is refilled into `output`. */
export class Hand {
  readonly output = new Output();
  readonly raft: Raft;
  nowUs = 0;
  private applyTo = 0;
  private lastWrite = 0;
  private readonly rounds = new Map<number, number>();

  constructor(options: Partial<RaftOptions> = {}, durable: DurableState = EMPTY_STATE) {
    this.raft = Raft.start({ ...OPTIONS, ...options }, durable, 0);
  }

  step(input: Input): void {
    this.raft.step(this.nowUs, input, this.output);
    this.lastWrite = this.output.writes.at(-1)?.number ?? this.lastWrite;
    this.applyTo = Math.max(this.applyTo, this.output.applyTo, this.output.restore?.index ?? 0);
    for (const message of this.output.messages) {
      if (message.kind === "append-request") this.rounds.set(message.to, message.round);
    }
  }

  deadline(): void {
    this.nowUs = Math.max(this.nowUs, this.raft.deadlineUs);
    this.step({ kind: "deadline" });
  }

  /** Everything written so far is durable. */
  written(): void {
    this.step({ kind: "written", write: this.lastWrite });
  }

  /** The machine has applied, or was restored to, all that it was told to. */
  applied(): void {
    this.step({ kind: "applied", index: this.applyTo });
  }

  wait(delayUs: number): void {
    this.nowUs += delayUs;
  }

  /** Times out, and gets the vote of server 3. */
  win(): void {
    this.deadline();
    this.written();
    const message: VoteResponse = { kind: "vote-response", from: 3, to: 1, term: this.term, granted: true };
    this.step({ kind: "message", message });
  }

  propose(...bytes: readonly number[]): void {
    this.step({ kind: "propose", proposals: bytes.map((size) => ({ data: `${size}`, bytes: size })) });
  }

  accept(from: number, matchIndex: number, round = this.roundOf(from)): void {
    this.respond(from, { round, accepted: true, matchIndex });
  }

  refuse(from: number, refusedIndex: number, hintIndex = 0, hintTerm = 0, round = this.roundOf(from)): void {
    this.respond(from, { round, accepted: false, refusedIndex, hintIndex, hintTerm });
  }

  /** The round of the last request that was sent to a follower. */
  roundOf(follower: number): number {
    return this.rounds.get(follower) ?? 0;
  }

  fetched(firstIndex: number, entries: readonly Entry[]): void {
    this.step({ kind: "fetched", firstIndex, entries });
  }

  /** What the last step sent to a server, of append requests that carry entries: first index and how many. */
  batchesTo(peer: number): [firstIndex: number, count: number][] {
    return this.appendsTo(peer)
      .filter(({ entries }) => entries.length > 0)
      .map(({ entries }) => [entries[0]!.index, entries.length]);
  }

  appendsTo(peer: number): AppendRequest[] {
    return this.output.messages.filter(
      (message) => message.kind === "append-request" && message.to === peer,
    ) as AppendRequest[];
  }

  get term(): number {
    return this.raft.view.term;
  }

  private respond(from: number, answer: Partial<AppendResponse>): void {
    const nothing = {
      round: 0,
      readRound: 0,
      accepted: false,
      matchIndex: 0,
      refusedIndex: 0,
      hintIndex: 0,
      hintTerm: 0,
    };
    this.step({
      kind: "message",
      message: { kind: "append-response", from, to: 1, term: this.term, ...nothing, ...answer },
    });
  }
}

/** Entries of one byte each. */
export function entriesOf(firstIndex: number, terms: readonly number[]): Entry[] {
  return terms.map((term, position) => {
    const index = firstIndex + position;
    return { index, term, kind: "command", data: `${index}`, bytes: 1 };
  });
}

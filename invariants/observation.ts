import type { Assurance, Consistency } from "../src/machine/index.ts";

/**
 * What any implementation of Raft can tell of itself, and all that the checkers may know.
 *
 * Each method is one observation. An implementation supplies those it can, and names them to the judge; a checker
 * whose observations are missing is reported as not checkable, never as passed. Node ids are positive integers;
 * terms and log indexes count from 1; hashes are 32-bit integers. Times and event numbers are the judge's business
 * (`Judge.setNow`), so that the calls stay cheap.
 */
export interface Observations {
  /**
   * A node (re)starts: the term, the vote (0: none) and the last log index it goes on with. Its log in memory is from
   * now on its durable log.
   */
  restarted(node: number, term: number, votedFor: number, lastIndex: number): void;
  /**
   * The log with which a node restarts, told right after `restarted`: the entries behind its base, from the first to the
   * last, and the configuration in force in it. What stood at the base and before is in its snapshot.
   */
  logRestored(node: number, baseIndex: number, entries: readonly EntryFacts[], configuration: ConfigurationFacts): void;
  /** A running node crashed. What it had in memory is gone. */
  crashed(node: number): void;
  /** The node's current term changed. */
  termChanged(node: number, term: number): void;
  /** The node became leader of a term. Its log at this moment is what earlier observations say. */
  becameLeader(node: number, term: number): void;
  /** The node stopped being leader, for whatever reason but a crash. */
  steppedDown(node: number, term: number): void;
  /** The node asked for votes in a real election (not a pre-vote) of its term. The request is on the wire. */
  voteRequested(node: number, term: number): void;
  /** The node granted its vote (not a pre-vote). The answer is on the wire. */
  voteGranted(node: number, term: number, candidate: number): void;
  /** The node refused a vote or a pre-vote. */
  voteRefused(node: number, term: number, candidate: number): void;
  /**
   * The node, in `term`, acknowledged to `leader`, whom it takes for that term's leader, that its log matches up to
   * `index`. The answer is on the wire.
   */
  appendAcknowledged(node: number, term: number, index: number, leader: number): void;
  /** An entry was added at the end of the node's log in memory. `digest` hashes its contents, not its place. */
  appended(node: number, index: number, term: number, digest: number): void;
  /** The node dropped every entry at `fromIndex` and above from its log in memory. */
  truncated(node: number, fromIndex: number): void;
  /** The node's term and vote (0: none) are durable. */
  hardStatePersisted(node: number, term: number, votedFor: number): void;
  /** An entry was added at the end of the node's durable log. */
  entryPersisted(node: number, index: number, term: number, digest: number): void;
  /** The node's durable log lost every entry at `fromIndex` and above. */
  durableTruncated(node: number, fromIndex: number): void;
  /** The node's commit index rose to `index` while in `term`. */
  committed(node: number, index: number, term: number): void;
  /** The node's machine applied the entry at `index`; `stateHash` is the machine's hash after it. */
  applied(node: number, index: number, stateHash: number): void;
  /** The machine of a node that restarted, or installed a snapshot, resumes after `index`, with this state. */
  machineRestored(node: number, index: number, stateHash: number): void;
  /**
   * At the entry `index` the node's machine came to a client's command. `executedIndex` is where the command was carried
   * out: `index` itself, or an earlier one if this entry is a retry that was answered from memory, or 0 if it was not
   * carried out, because the client's session had expired.
   */
  commandApplied(node: number, index: number, client: number, sequence: number, executedIndex: number): void;
  /**
   * At the entry `index` the node's machine came to what a client asked for, which bears a leader's stamp. Its log time is
   * then `logTimeUs`. `session` is the one that the client asked in, named after the entry that opened it: this entry, and
   * then `sequence` means nothing, or an earlier one. `isUsed` is false if that was refused, because the session was over,
   * or what came of the client's command of this sequence was not remembered any more.
   */
  sessionTimed(
    node: number,
    index: number,
    stampUs: number,
    logTimeUs: number,
    client: number,
    session: number,
    sequence: number,
    isUsed: boolean,
  ): void;
  /**
   * The entry that was added last to the node's log in memory (`appended` told of it) holds this configuration. It is in
   * force on the node until the entry is dropped, or another follows it.
   */
  configurationAppended(node: number, index: number, term: number, configuration: ConfigurationFacts): void;
  /** The configuration by which the node goes is another one now, after all that was told of its log in this event. */
  configurationInForce(node: number, configuration: ConfigurationFacts): void;
  /** Somebody asked the node, in this event, to change the membership. A change that is refused is told of too. */
  changeAsked(node: number, change: ChangeFacts): void;
  /** The node's machine as of the applied `index` is durably saved, with the configuration that it was saved with. */
  snapshotTaken(node: number, index: number, stateHash: number, configuration: ConfigurationFacts): void;
  /**
   * A snapshot takes the place of the node's whole log in memory, which from now on ends at `index`. It came from a
   * leader, and brings a configuration along.
   */
  snapshotInstalled(node: number, index: number, term: number, configuration: ConfigurationFacts): void;
  /** The same is durable: the node's durable log ends at `index`. */
  snapshotPersisted(node: number, index: number, term: number): void;
  /** The node's durable log no longer has the entries up to `index`: only a snapshot holds what they did. */
  durableCompacted(node: number, index: number): void;
  /** A leader began to hand its leadership to another server; `transferEnded` follows unless it crashes. */
  transferStarted(node: number, term: number, to: number): void;
  /**
   * Deposed: it learned of a later term, whoever leads that. Timed out: it leads on. Aborted: the leader gave its
   * leadership up within its term.
   */
  transferEnded(node: number, term: number, to: number, outcome: "deposed" | "timed-out" | "aborted"): void;
  /** In `term` a leader told `to` to campaign at once, while its own log ended at `lastIndex`. It is on the wire. */
  toldToCampaign(node: number, term: number, to: number, lastIndex: number): void;
  /** The node asked for votes in its term as one whom a leader told to, so that no leader's promise holds them up. */
  campaignForced(node: number, term: number): void;
  /**
   * The node, in `term`, answered to `leader` that it follows it since a round of confirmation had begun, or later. The
   * answer is on the wire. Rounds count from 1 in each term.
   */
  roundAnswered(node: number, term: number, round: number, leader: number): void;
  /** The leader of `term` takes this round, and all before it, for answered by a quorum. */
  roundConfirmed(node: number, term: number, round: number): void;
  /** By a round that was confirmed the leader of `term` has a lease, which lasts so long on its own clock. */
  leaseConfirmed(node: number, term: number, leftUs: number): void;
  /** A client began an operation. Sequences of a client increase; one is open at a time. */
  clientInvoked(client: number, sequence: number, command: unknown): void;
  /**
   * A client began an operation that only reads, and does not go through the log. It shares the client's sequences, and
   * ends as all do, by `clientReturned` with the index up to which the machine that was read had applied. `maxStalenessUs`
   * is how old the state may be that a stale read shows; 0 for the others.
   */
  clientRead(client: number, sequence: number, command: unknown, consistency: Assurance, maxStalenessUs: number): void;
  /**
   * A client's operation ended: `index` is where the cluster said it was applied, `result` its answer; an outcome that
   * the client never learned is reported with index 0 and result undefined.
   */
  clientReturned(client: number, sequence: number, index: number, result: unknown): void;
  /**
   * A client's operation ended, its outcome unknown, because the cluster said that its session had expired. It can have
   * been carried out before that, but not any more.
   */
  clientSessionExpired(client: number, sequence: number): void;
  /** A client's operation ended, because the cluster said that it never takes such a command. It is carried out nowhere. */
  clientRefused(client: number, sequence: number): void;
}

/** An entry, without its place: `digest` hashes its contents. */
export interface EntryFacts {
  readonly term: number;
  readonly digest: number;
}

/** Who belongs to a cluster, as one configuration says. All lists ascend; `outgoing` is empty unless it is joint. */
export interface ConfigurationFacts {
  readonly voters: readonly number[];
  readonly outgoing: readonly number[];
  readonly learners: readonly number[];
  readonly learnersNext: readonly number[];
  /** A joint one that whoever leads leaves unasked; any other joint one is left when somebody asks for that. */
  readonly leavesByItself: boolean;
}

/**
 * A change of the membership as somebody asks for it: steps, of which each says what becomes of one server, and the way
 * to go. Auto: through a joint configuration only where several voters change. Implicit: through one that is left by
 * itself. Explicit: into one that is left when somebody asks to leave it.
 */
export type ChangeFacts =
  | {
      readonly kind: "change";
      readonly steps: readonly { readonly kind: "add-voter" | "add-learner" | "remove"; readonly node: number }[];
      readonly transition: "auto" | "implicit" | "explicit";
    }
  | { readonly kind: "leave" };

export type { Assurance, Consistency };

export type ObservationName = keyof Observations;

/** A contradiction found by a checker: a value, never an exception. */
export interface Violation {
  /** The checker's name, as its file: "election-safety". */
  readonly invariant: string;
  /** Number of the event after which it was found, and virtual time in microseconds. */
  readonly event: number;
  readonly atUs: number;
  /** The nodes concerned, ascending. */
  readonly nodes: readonly number[];
  /** The two facts that contradict each other, in plain words. */
  readonly message: string;
}

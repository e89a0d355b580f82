/**
 * What the world runs, and what it offers to what it runs.
 *
 * A program is the code on one endpoint: a node of the system under test, or a client. It only reacts:
 * each call below is one event, and everything it does in answer goes through the `Process` it is handed.
 * A program never keeps its `Process`: when the world is forked, the copy of the program is driven by the copy
 * of the world, and a kept reference would lead back to the original.
 */
export interface Program<W> {
  /** The first event of an incarnation: at time zero, and after each restart. */
  start(process: Process<W>): void;
  /** A payload sent by endpoint `from` arrives. */
  receive(process: Process<W>, from: number, payload: unknown): void;
  /** The local clock has reached the deadline last set. That deadline is spent. */
  deadline(process: Process<W>): void;
  /** Every write up to and including `write` is durable. */
  written(process: Process<W>, write: number): void;
  /** The sync that was to make the writes up to `write` durable failed: nothing is known of what reached the disk. */
  writeFailed(process: Process<W>, write: number): void;
  /** The answer to an earlier `process.read(request)`; the program looks up what it asked for in its image. */
  readDone(process: Process<W>, request: unknown): void;
  /** A payload sent to `peer` met a cut link, and this endpoint's transport noticed. */
  unreachable(process: Process<W>, peer: number): void;
  /** A copy that goes on identically and shares nothing mutable. */
  fork(): Program<W>;
}

/** What a program may do to the world. All times here are the endpoint's own clock, in integer microseconds. */
export interface Process<W> {
  readonly id: number;
  /** The endpoint's own clock: monotonic within an incarnation, with its own rate and offset. */
  readonly nowUs: number;
  /** Who is told what programs do. The world forks it along with everything else and knows nothing more of it. */
  readonly witness: W;
  /** What is on this endpoint's disk, as its host made it. Programs read it; only the disk changes it. */
  readonly image: unknown;
  /**
   * Puts an immutable payload on the wire. `bytes` is its size, `digest` a 32-bit integer hash of its contents; both go
   * into the fingerprint.
   */
  send(to: number, payload: unknown, bytes: number, digest: number): void;
  /**
   * Puts on the wire what will fail its checksum where it arrives: a liar's. Otherwise it is as if it had been sent.
   */
  sendDamaged(to: number, bytes: number, digest: number): void;
  /**
   * Queues a write; it is volatile until `written` reports it, or for good if `writeFailed` does. Write numbers never
   * fall within an incarnation.
   */
  write(write: number, record: unknown, bytes: number): void;
  /** Asks the disk to read; `readDone` brings the same request back after the disk's latency. */
  read(request: unknown): void;
  /** Replaces the deadline. `NO_DEADLINE` means none: an idle endpoint costs nothing. */
  setDeadline(localUs: number): void;
  /** An identified choice in [0, below): the how-manyth of this purpose on this endpoint. */
  choose(purpose: ChoicePurpose, below: number): number;
  /** Says that something happened in this event that a director may be waiting for. */
  mark(mark: Mark): void;
  /** Counts something that nobody outside could see, by a name of the program's own: `world.tallies` has the sums. */
  tally(name: string): void;
  /** The program ends itself: when this event is over, the endpoint crashes. */
  halt(): void;
}

/**
 * Moments of an event, after which a crash can be set. Sends and writes are marked by the endpoint; that a program
 * voted, or asked for votes, only the program knows.
 */
export type Moment = "send" | "write" | "vote";

/** What a program says of an event: that it is a moment to crash at, or that from now on it leads. */
export type Mark = Moment | "lead";

/** Purposes of choices that programs make; the world keeps its own apart from these. */
export type ChoicePurpose =
  | "program-seed"
  | "client-target"
  | "client-backoff"
  | "client-command"
  | "client-read"
  | "lie"
  | "gossip";

export const NO_DEADLINE = Number.MAX_SAFE_INTEGER;

/**
 * The durable contents of one disk, as an append-only file of records: it knows how to add a record, whole or torn.
 * The system under test supplies it; the world decides which records survive a crash.
 */
export interface DurableImage<W> {
  /**
   * The record is there. With a witness, who is to be told, it is durable; without one it only seems so: since a sync
   * failed, the program sees the record, but the next crash loses it.
   */
  apply(witness: W | undefined, record: unknown): void;
  /** A crash tore the record: about `keptOf1024` 1024ths of it reached the disk. */
  applyTorn(witness: W, record: unknown, keptOf1024: number): void;
  /** Damage at rest, `place1024` 1024ths into what is there. Its checksum tells whoever reads it next. */
  damage(place1024: number): void;
  fork(): DurableImage<W>;
}

/** How the world starts an endpoint. It holds no state of its own, so that all forks share it. */
export interface Host<W> {
  /** An empty disk for a new endpoint. */
  createImage(id: number): DurableImage<W>;
  /**
   * The program of a new incarnation, from what its disk holds. The world calls its `start` next. Undefined if the disk
   * holds what cannot be used: the endpoint stays down.
   */
  boot(process: Process<W>): Program<W> | undefined;
  /** The endpoint crashed: the program is gone, and `image` already holds what survived. */
  crashed(process: Process<W>): void;
}

/** Decides what happens to the world. It runs at the times it asks for with `world.wakeDirectorAt`. */
export interface Director<T> {
  act(world: T): void;
  fork(): Director<T>;
}

/** Who is told what happens. */
export interface Witness {
  /** What it is told from here on happens in this event, at this time of the world. Events count from 1. */
  setNow(event: number, atUs: number): void;
  fork(): this;
}

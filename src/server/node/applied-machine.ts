import {
  type Answer,
  type Asked,
  type Command,
  decodeStamped,
  type KeyValueMachine,
  machineBytes,
  type Result,
  type SessionMachine,
  type StampedRequest,
} from "../../machine/index.ts";
import type { CommandEntry, Entry } from "../../raft/index.ts";
import { isServerKey } from "./address-book.ts";

/** How much is applied in one turn of the event loop: a long log must not hold up heartbeats. */
const MAX_ENTRIES = 1_024;
const MAX_BYTES = 4 * 1024 * 1024;

/** Who waits for an entry, and has it decoded already. */
export interface Proposer {
  readonly stamped: StampedRequest<Asked>;
}

/** The pairs, and the sessions of clients before them. */
export interface KeyValueStore {
  readonly sessions: SessionMachine;
  readonly pairs: KeyValueMachine;
}

/** The node's machine: it applies what is committed, in slices, and gives way to the one of an installed snapshot. */
export class AppliedMachine {
  private store: KeyValueStore;
  private reachedIndex: number;
  private targetIndex: number;
  /** The keys of the cluster's own that hold something. */
  private serverKeys: Set<string>;
  /** An address may have changed since this was last set to false. */
  hasNewAddresses = false;

  /** It has applied everything up to `index`. */
  constructor(store: KeyValueStore, index: number) {
    this.store = store;
    this.reachedIndex = index;
    this.targetIndex = index;
    this.serverKeys = serverKeysOf(store);
  }

  /** The last entry that it has applied. */
  get index(): number {
    return this.reachedIndex;
  }

  /** The time of the log, as far as it is applied. */
  get logTimeUs(): number {
    return this.store.sessions.logTimeUs;
  }

  get isBehind(): boolean {
    return this.targetIndex > this.reachedIndex;
  }

  /** The core wants everything up to here applied. */
  aimAt(index: number): void {
    this.targetIndex = index;
  }

  query(command: Command): Result {
    return this.store.pairs.query(command);
  }

  /** How many keys of clients hold something. */
  get keys(): number {
    return this.store.pairs.size - this.serverKeys.size;
  }

  /** As it is now, as bytes that are made as they are asked for, whatever is applied meanwhile. */
  bytes(): Iterable<Uint8Array> {
    return machineBytes(this.store.sessions);
  }

  /** Gives way to the machine of a snapshot. What of the log was to be applied is in it. */
  replace(store: KeyValueStore, index: number): void {
    this.store = store;
    this.reachedIndex = index;
    this.targetIndex = index;
    this.serverKeys = serverKeysOf(store);
    this.hasNewAddresses = true;
  }

  /**
   * Applies the next slice. `entries` gives the log from an index on, up to another, or its beginning; `proposer` whoever
   * waits for an entry; and `done` is told what came of it.
   */
  advance<P extends Proposer>(
    entries: (firstIndex: number, lastIndex: number) => readonly Entry[],
    proposer: (index: number) => P | undefined,
    done: (proposer: P, answer: Answer) => void,
  ): void {
    let bytes = 0;
    const end = Math.min(this.targetIndex, this.reachedIndex + MAX_ENTRIES);
    while (this.reachedIndex < end && bytes < MAX_BYTES) {
      for (const entry of entries(this.reachedIndex + 1, end)) {
        if (entry.kind === "command") this.apply(entry, proposer(entry.index), done);
        this.reachedIndex = entry.index;
        bytes += entry.bytes;
        if (bytes >= MAX_BYTES) break;
      }
    }
  }

  private apply<P extends Proposer>(
    { data, index }: CommandEntry,
    proposer: P | undefined,
    done: (proposer: P, answer: Answer) => void,
  ): void {
    const stamped = proposer?.stamped ?? decodeStamped(data as Uint8Array);
    const answer = this.store.sessions.apply(stamped, index);
    const { asked } = stamped;
    if (asked.kind !== "registration") this.noteServerKey(asked.command as Command);
    if (proposer !== undefined) done(proposer, answer);
  }

  private noteServerKey({ key }: Command): void {
    if (!isServerKey(key)) return;
    this.hasNewAddresses = true;
    if (this.query({ kind: "get", key }).previous === undefined) this.serverKeys.delete(key);
    else this.serverKeys.add(key);
  }
}

function serverKeysOf({ pairs }: KeyValueStore): Set<string> {
  const found = new Set<string>();
  for (const key of pairs.keys()) if (isServerKey(key)) found.add(key);
  return found;
}

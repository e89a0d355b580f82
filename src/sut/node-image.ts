import type { SessionMachine } from "../machine/index.ts";
import type { DurableState, Entry, LogFetch, SnapshotRead, Write } from "../raft/index.ts";
import type { DurableLog } from "./durable-log.ts";
import type { SavedSnapshot } from "./saved-snapshot.ts";

/** What a node writes: what its core puts out, and its own machine. */
export type DiskRecord = Write | SavedSnapshot;

/** A part of the newest snapshot, as it goes to another server. */
export interface PieceRead {
  readonly data: unknown;
  readonly bytes: number;
  readonly isLast: boolean;
}

/** What a node finds on its disk, whatever its disk is made of. What it reads may throw `DamagedDisk`. */
export abstract class NodeImage {
  /** What is durable of term, vote and log. */
  protected abstract readonly log: DurableLog;

  /** Of the newest snapshot that is durable; 0 if there is none. */
  abstract readonly snapshotIndex: number;

  /** Makes ready for a start. False if what is there cannot be used. */
  abstract boot(): boolean;

  /** There is no start after all. */
  abstract shut(): void;

  /** What the node restarts with, and the newest entries up to `maxTailBytes`. */
  abstract load(maxTailBytes: number): DurableState;

  /** The machine as it was last saved, for the caller to keep; undefined if it never was. */
  abstract loadMachine(): SessionMachine | undefined;

  /** A piece of the newest snapshot; undefined if another is asked for, or there is nothing behind the offset. */
  abstract readSnapshot(read: SnapshotRead): PieceRead | undefined;

  /**
   * The entries that a fetch asks for, as they are now: the first one that is there, and more while they fit; none if the
   * first is not there any more. Undefined if one of them is damaged, where that is not thrown.
   */
  abstract read(fetch: LogFetch): readonly Entry[] | undefined;

  abstract entryAt(index: number): Entry;

  /** Undefined if it is gone, because a leader's snapshot is about to take the place of the log. */
  abstract entryToApply(index: number): Entry | undefined;

  /** As it was written, whatever has become of it. */
  durableEntryAt(index: number): Entry {
    return this.log.entryAt(index);
  }

  get term(): number {
    return this.log.term;
  }

  get votedFor(): number {
    return this.log.votedFor;
  }

  get lastIndex(): number {
    return this.log.lastIndex;
  }

  /** The log begins after it. */
  get baseIndex(): number {
    return this.log.baseIndex;
  }

  /** The term of an entry, or of the base. */
  termAt(index: number): number {
    return this.log.termRuns.termAt(index);
  }
}

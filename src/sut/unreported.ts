import type { DurableState, Entry } from "../raft/index.ts";
import type { DurableLog } from "./durable-log.ts";
import type { DiskRecord } from "./node-image.ts";
import { entryDigest } from "./wire.ts";

interface NumberedRecord {
  readonly write: number;
  readonly record: DiskRecord;
}

/** What a node has written and its storage has not reported durable yet, in the order in which it was written. */
export class Unreported {
  private records: readonly NumberedRecord[] = [];

  add(write: number, record: DiskRecord): void {
    this.records = [...this.records, { write, record }];
  }

  /** Those that are durable by now: the writes up to this one, and the own snapshot of this index. */
  take(write: number, savedIndex: number): DiskRecord[] {
    const isReported = (one: NumberedRecord): boolean =>
      one.record.kind === "snapshot" ? one.record.snapshot.index <= savedIndex : one.write <= write;
    const reported = this.records.filter(isReported).map(({ record }) => record);
    this.records = this.records.filter((one) => !isReported(one));
    return reported;
  }

  /**
   * The first of these after which the disk holds what was found, each entry being a record of its own. None, if there is
   * no such: then what was found cannot come of a crash.
   */
  survivors(log: DurableLog, savedIndex: number, found: DurableState): DiskRecord[] {
    const records = this.records.flatMap(({ record }) => partsOf(record));
    const trial = log.fork();
    let snapshotIndex = savedIndex;
    for (let count = 0; ; count++) {
      if (snapshotIndex === (found.snapshot?.index ?? 0) && holds(trial, found)) return records.slice(0, count);
      const record = records[count];
      if (record === undefined) return [];
      if (record.kind === "snapshot") snapshotIndex = Math.max(snapshotIndex, record.snapshot.index);
      else if (record.kind !== "snapshot-chunk") trial.apply(undefined, record);
      if (record.kind === "install-snapshot") snapshotIndex = record.snapshot.index;
    }
  }

  fork(): Unreported {
    const copy = new Unreported();
    copy.records = this.records;
    return copy;
  }
}

function partsOf(record: DiskRecord): DiskRecord[] {
  return record.kind === "append" ? record.entries.map((entry) => ({ ...record, entries: [entry] })) : [record];
}

function holds(log: DurableLog, found: DurableState): boolean {
  const { baseIndex, lastIndex } = log;
  if (log.term !== found.term || log.votedFor !== found.votedFor) return false;
  if (baseIndex !== found.baseIndex || lastIndex !== found.lastIndex) return false;
  if (log.termRuns.termAt(lastIndex) !== found.termRuns.termAt(lastIndex)) return false;
  const last: Entry | undefined = found.tail[found.tail.length - 1];
  return last === undefined || entryDigest(last) === entryDigest(log.entryAt(lastIndex));
}

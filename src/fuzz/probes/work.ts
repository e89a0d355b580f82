import type { RaftView } from "../../sut/index.ts";
import type { Input, Message, Output } from "./core-types.ts";

/** What the nodes of a run did, by what it is called, and how often: what it cost to come to where they came. */
export type Work = Map<string, number>;

/** Counting what is in memory takes long, so that it is done at every so many steps of a node. */
export const STEPS_BETWEEN_COUNTS = 64;

/** A node took this in and put that out. */
export function countStep(work: Work, input: Input, output: Output): void {
  add(work, `steps for ${input.kind}`, 1);
  for (const message of output.messages) countMessage(work, message);
  for (const write of output.writes) {
    add(work, `writes of ${write.kind}`, 1);
    if (write.kind === "append") add(work, "entries written", write.entries.length);
  }
  for (const { by } of output.reads) add(work, `reads answered by ${by}`, 1);
  for (const { of, reason } of output.rejections) add(work, `${of} refused: ${reason}`, 1);
  add(work, "pieces of snapshots read", output.snapshotReads.length);
  for (const { firstIndex, lastIndex } of output.fetches) {
    add(work, "log fetches", 1);
    add(work, "entries that could be fetched", lastIndex - firstIndex + 1);
  }
  if (output.applyTo > 0) add(work, "ranges applied", 1);
}

function countMessage(work: Work, message: Message): void {
  switch (message.kind) {
    case "append-request":
      add(work, message.entries.length === 0 ? "heartbeats sent" : "requests with entries sent", 1);
      add(work, "entries sent", message.entries.length);
      break;
    case "append-response":
      add(work, message.accepted ? "acknowledgements sent" : "refusals sent", 1);
      break;
    case "snapshot-response":
      add(work, `snapshot answers sent: ${message.status}`, 1);
      break;
    default:
      add(work, `${message.kind} sent`, 1);
  }
}

/** What a node keeps in memory now. */
export function countKept(work: Work, view: RaftView): void {
  let index = view.lastIndex;
  for (; index > view.baseIndex; index--) {
    const entry = view.cachedEntry(index);
    if (entry === undefined) break;
    add(work, "bytes of entries in memory", entry.bytes);
  }
  add(work, "entries in memory", view.lastIndex - index);
  add(work, "entries in the log", view.lastIndex - view.baseIndex);
}

function add(work: Work, name: string, count: number): void {
  if (count > 0) work.set(name, (work.get(name) ?? 0) + count);
}

import type { RaftView } from "../../sut/index.ts";
import type { Output, RaftOptions } from "./core-types.ts";
import { mustEqual } from "./musts.ts";

/** What a node promises in each of its steps, and nobody outside could tell. */

/** Every proposal is appended, or whoever proposed is told why it is not. */
export function checkProposed(proposed: number, appended: number, output: Output): void {
  const rejected = output.rejections.filter(({ of }) => of === "proposal").length;
  mustEqual(appended + rejected, proposed, `of ${proposed} proposals what was appended (${appended}) or rejected`);
}

/** A message is as small as was asked for, unless one entry is larger; and a leader's log as short, before it commits. */
export function checkLimits(
  { maxMessageBytes, maxUncommittedBytes }: RaftOptions,
  view: RaftView,
  output: Output,
): void {
  for (const message of output.messages) {
    if (message.kind !== "append-request" || message.entries.length <= 1) continue;
    const bytes = message.entries.reduce((sum, entry) => sum + entry.bytes, 0);
    if (bytes > maxMessageBytes) throw new Error(`a message holds ${bytes} bytes of entries, above ${maxMessageBytes}`);
  }
  if (view.role !== "leader") return;
  const bytes = uncommittedBytes(view);
  if (bytes > maxUncommittedBytes)
    throw new Error(`${bytes} bytes wait for their commit, above ${maxUncommittedBytes}`);
}

/** What a leader has appended in its term and not committed. */
export function uncommittedBytes(view: RaftView): number {
  let bytes = 0;
  for (let index = view.lastIndex; index > view.commitIndex && view.termAt(index) === view.term; index--) {
    bytes += view.cachedEntry(index)?.bytes ?? 0;
  }
  return bytes;
}

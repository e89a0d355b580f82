import type { RaftCore } from "../../sut/index.ts";
import type { Output, Raft } from "./core-types.ts";
import { mustEqual } from "./musts.ts";

/**
 * A piece of a snapshot that storage reads twice is sent once (Raft paper §7). That takes a read which outlasts its stream
 * and meets the next one at the same place, so that no run is likely to come to it.
 */
export function checkPieceReadTwice(
  core: RaftCore,
  raft: Raft,
  nowUs: number,
  { index, offset, peer }: Output["snapshotReads"][number],
): void {
  const copy = raft.fork();
  const output = new core.Output();
  const chunk = { kind: "snapshot-chunk", peer, index, offset, data: "piece", bytes: 1, isLast: false } as const;
  copy.step(nowUs, chunk, output);
  copy.step(nowUs, chunk, output);
  mustEqual([...output.messages, ...output.snapshotReads], [], "what follows when a piece is read for the second time");
}

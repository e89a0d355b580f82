import type { RaftView } from "../../sut/index.ts";

/** What a node is in the middle of when much of what Raft promises hangs by a thread. */
export const MOMENTS = ["elected", "voted", "writing", "changing", "receiving", "transferring"] as const;

export type Moment = (typeof MOMENTS)[number];

export function isAt(moment: Moment, view: RaftView): boolean {
  switch (moment) {
    // It leads, and still brings in what its predecessors left.
    case "elected":
      return view.role === "leader" && !view.hasCommittedInTerm;
    // It gave its vote to another, and has not heard who won.
    case "voted":
      return view.votedFor !== 0 && view.votedFor !== view.id && view.leader === 0;
    // Its log is longer than what its disk holds of it.
    case "writing":
      return view.lastIndex > view.durableIndex;
    // What its newest configuration asks for is not settled.
    case "changing":
      return !view.isConfigurationCommitted;
    // It has a part of another's snapshot.
    case "receiving":
      return view.incomingIndex !== 0;
    case "transferring":
      return view.transferTo !== 0;
  }
}

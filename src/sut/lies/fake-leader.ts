import type { Observations } from "../../../invariants/observation.ts";
import type { AppendRequest, Entry, RaftView } from "../../raft/index.ts";
import type { Process } from "../../sim/program.ts";
import type { NodeImage } from "../node-image.ts";
import { chooseRequest, forgeRequest } from "./forgery.ts";

/**
 * A claim to lead a term that was never won, to whom it is sent: a made-up entry behind what the liar has applied or
 * behind all it has, and word that the entry is committed. In the current term a follower takes it for its leader's; in
 * the next one the leader that there is gives way too. Undefined if no command comes to hand.
 */
export function falseClaim(process: Process<Observations>, view: RaftView, to: number): AppendRequest | undefined {
  const image = process.image as NodeImage;
  const asked = chooseRequest(process);
  const data = asked === undefined ? undefined : forgeRequest(process, asked);
  if (data === undefined) return undefined;
  const inNextTerm = view.role === "leader" || process.choose("lie", 2) === 0;
  const term = inNextTerm ? view.term + 1 : view.term;
  const prevLogIndex = process.choose("lie", 2) === 0 ? Math.max(view.appliedIndex, image.baseIndex) : image.lastIndex;
  const prevLogTerm = image.termAt(prevLogIndex);
  const index = prevLogIndex + 1;
  const entry: Entry = { index, term, kind: "command", data, bytes: data.asked.bytes };
  return {
    kind: "append-request",
    from: process.id,
    to,
    term,
    round: 0,
    readRound: 0,
    prevLogIndex,
    prevLogTerm,
    entries: [entry],
    leaderCommit: index,
  };
}

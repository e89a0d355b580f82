import type { Message } from "../core-types.ts";
import { type Before, type Law, lastWithin, messageIn, type Step, sent } from "./law.ts";

type Peer = Before["peers"][number];
type Answer = Extract<Message, { readonly kind: "append-response" | "snapshot-response" }>;

/**
 * How a leader finds out where a follower stands (Raft paper §5.3): what it knows to match is what was acknowledged, and a
 * follower is probed with one request at a time, at one place, from as far back as the refusal says and no further.
 */
export class Progressing implements Law {
  readonly about = "what a leader knows of a follower";
  readonly source = "Raft paper §5.3";
  private term = 0;
  /** By follower, the round in which a request with entries was last sent while it was probed. */
  private probes = new Map<number, number>();

  check(step: Step): void {
    const { before, view } = step;
    if (view.role !== "leader") return;
    if (view.term !== this.term) this.probes = new Map();
    this.term = view.term;
    for (const peer of step.peers) {
      const former = before.peers.find(({ id }) => id === peer.id);
      if (former !== undefined) checkPeer(step, former, peer);
      if (peer.mode === "probe") this.checkProbes(step, peer);
    }
  }

  fork(): Progressing {
    const copy = new Progressing();
    copy.term = this.term;
    copy.probes = new Map(this.probes);
    return copy;
  }

  private checkProbes(step: Step, { id }: Peer): void {
    for (const { entries, round, to } of sent(step, "append-request")) {
      if (to !== id || entries.length === 0) continue;
      if (this.probes.get(id) === round) throw new Error(`n${id} is probed with a second request in round ${round}`);
      this.probes.set(id, round);
    }
  }
}

function checkPeer(step: Step, former: Peer, peer: Peer): void {
  if (isOfFormerTerm(step, peer) && JSON.stringify(former) !== JSON.stringify(peer)) {
    throw new Error(`what n${peer.id} answered in another term is taken for an answer now`);
  }
  const answer = answerOf(step, peer);
  const matchIndex = answer === undefined ? 0 : answer.matchIndex;
  if (peer.matchIndex !== Math.max(former.matchIndex, matchIndex)) {
    throw new Error(`n${peer.id} is taken to match up to ${peer.matchIndex}: it said ${matchIndex}`);
  }
  if (answer?.kind === "append-response" && !answer.accepted) checkRefused(step, former, peer, answer);
  const isLate = answer?.kind === "snapshot-response" && former.mode !== "snapshot";
  if (isLate && step.before.isConfigurationCommitted) checkLate(former, peer);
  const isProbed = former.mode === "probe" && peer.mode === "probe" && answer === undefined;
  if (isProbed && step.before.isConfigurationCommitted && peer.nextIndex !== former.nextIndex) {
    throw new Error(`n${peer.id} is being probed at ${former.nextIndex}, and next is ${peer.nextIndex}`);
  }
}

function isOfFormerTerm(step: Step, { id }: Peer): boolean {
  const message = messageIn(step);
  const isAnswer = message?.kind === "append-response" || message?.kind === "snapshot-response";
  return isAnswer && message.from === id && message.term < step.before.term;
}

/** The answer of this follower in this term, if it is what came. */
function answerOf(step: Step, { id }: Peer): Answer | undefined {
  const message = messageIn(step);
  if (message?.kind !== "append-response" && message?.kind !== "snapshot-response") return undefined;
  return message.from === id && message.term === step.before.term ? message : undefined;
}

/** It was sent a snapshot before, and is sent the log again; or another snapshot, where the log has gone on without it. */
function checkLate(former: Peer, peer: Peer): void {
  const isAsBefore = former.mode === "pipeline" || peer.nextIndex === Math.max(former.nextIndex, peer.matchIndex + 1);
  if (peer.mode === "snapshot" || (peer.mode === former.mode && isAsBefore)) return;
  throw new Error(
    `n${peer.id} is asked anew where it stands, because of what it said of a snapshot that was sent before`,
  );
}

function checkRefused(
  { view }: Step,
  former: Peer,
  peer: Peer,
  { hintIndex, hintTerm, refusedIndex }: Extract<Answer, { readonly kind: "append-response" }>,
): void {
  if (peer.nextIndex === former.nextIndex && peer.mode === former.mode) return;
  if (refusedIndex <= former.matchIndex) {
    // A round of reads that begins in this step is told to all, and to who is far behind with a snapshot.
    if (peer.mode === "snapshot") return;
    throw new Error(`n${peer.id} refused ${refusedIndex}, which it has`);
  }
  if (hintIndex < view.baseIndex) {
    if (peer.mode === "snapshot" || peer.matchIndex >= view.baseIndex) return;
    throw new Error(`n${peer.id} lacks what the log from ${view.baseIndex} on has no more, and is sent no snapshot`);
  }
  const agreedIndex = lastWithin(view, hintIndex, hintTerm);
  if (agreedIndex === view.baseIndex) return;
  const nextIndex = Math.max(Math.min(refusedIndex, agreedIndex + 1), peer.matchIndex + 1);
  if (peer.mode === "probe" && peer.nextIndex !== nextIndex) {
    throw new Error(`n${peer.id} is probed from ${peer.nextIndex} on, and not from ${nextIndex}`);
  }
}

import { type Law, messageIn, type Step, sent } from "./law.ts";

/** A piece of a snapshot that storage was asked for. */
interface Piece {
  readonly index: number;
  readonly offset: number;
  readonly isRead: boolean;
}

/**
 * A snapshot goes to a follower that needs it, and to no other; each piece is read before it is sent, and sent once for
 * each time that it is read; and an answer to another piece, or about another snapshot, neither moves nor ends the stream.
 */
export class Streaming implements Law {
  readonly about = "how a snapshot is sent in pieces";
  readonly source = "Raft paper §7";
  /** By follower, what was asked for last. */
  private pieces = new Map<number, Piece>();

  check(step: Step): void {
    const { before, output, peers, view } = step;
    if (view.role !== "leader" || before.term !== view.term || before.role !== "leader") this.pieces = new Map();
    this.checkAnswer(step);
    for (const { index, peer, offset } of output.snapshotReads) this.pieces.set(peer, { index, offset, isRead: false });
    for (const { offset, snapshot, to } of sent(step, "snapshot-request")) {
      const piece = this.pieces.get(to);
      if (piece?.isRead !== false || piece.index !== snapshot.index || piece.offset !== offset) {
        throw new Error(`the piece at ${offset} of snapshot ${snapshot.index} goes to n${to}, and was not read for it`);
      }
      this.pieces.set(to, { ...piece, isRead: true });
    }
    const receivers = [
      ...output.snapshotReads.map(({ peer }) => peer),
      ...sent(step, "snapshot-request").map(({ to }) => to),
    ];
    for (const id of receivers) {
      const mode = peers.find((peer) => peer.id === id)?.mode;
      // Who is left out of the configuration in this step is sent what is under way, and is no follower any more.
      if (mode !== undefined && mode !== "snapshot")
        throw new Error(`n${id} is sent a snapshot, and its mode is ${mode}`);
    }
  }

  fork(): Streaming {
    const copy = new Streaming();
    copy.pieces = new Map(this.pieces);
    return copy;
  }

  private checkAnswer(step: Step): void {
    const message = messageIn(step);
    if (message?.kind !== "snapshot-response" || message.term !== step.before.term) return;
    const former = step.before.peers.find(({ id }) => id === message.from);
    const piece = this.pieces.get(message.from);
    if (former?.mode !== "snapshot" || piece === undefined) return;
    const isOfPiece = message.index === piece.index && message.answeredOffset === piece.offset;
    // Who needs no more of this snapshot may need the next one.
    const isRead = message.status === "resume" && step.output.snapshotReads.some(({ peer }) => peer === message.from);
    // A round of reads that begins in this step is told to all, and may be when a piece that was lost is read again.
    if (isRead && !isOfPiece && sent(step, "append-request").length === 0) {
      throw new Error(
        `n${message.from} waits for what follows ${piece.offset}, and spoke of ${message.answeredOffset}`,
      );
    }
    if (message.index === piece.index || message.matchIndex > former.matchIndex) return;
    const mode = step.peers.find(({ id }) => id === message.from)?.mode;
    if (mode === "snapshot") return;
    throw new Error(`n${message.from} is sent snapshot ${piece.index}, and what it says of ${message.index} ends that`);
  }
}

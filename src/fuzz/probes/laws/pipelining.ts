import type { RaftOptions } from "../core-types.ts";
import { type Before, type Law, type Step, sent } from "./law.ts";

type Peer = Before["peers"][number];

interface Request {
  readonly lastIndex: number;
  readonly bytes: number;
}

/**
 * A follower that keeps up is sent all that it lacks, as far as its window goes and no further: so many requests with
 * entries, and so many bytes in them, are not acknowledged (dissertation §10.2.2).
 */
export class Pipelining implements Law {
  readonly about = "how much a leader sends before it is answered";
  readonly source = "dissertation §10.2.2";
  private readonly options: RaftOptions;
  private windows = new Map<number, readonly Request[]>();

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const windows = new Map<number, readonly Request[]>();
    for (const peer of step.peers) {
      if (peer.mode !== "pipeline") continue;
      const former = step.before.peers.find(({ id }) => id === peer.id);
      const known = former?.mode === "pipeline" ? (this.windows.get(peer.id) ?? []) : [];
      windows.set(peer.id, this.windowAfter(step, peer, known));
    }
    this.windows = windows;
  }

  fork(): Pipelining {
    const copy = new Pipelining(this.options);
    copy.windows = this.windows;
    return copy;
  }

  private windowAfter(step: Step, { id, matchIndex, nextIndex }: Peer, known: readonly Request[]): readonly Request[] {
    const window = known.filter(({ lastIndex }) => lastIndex > matchIndex);
    for (const { entries, to } of sent(step, "append-request")) {
      if (to !== id || entries.length === 0) continue;
      if (this.isFull(window)) throw new Error(`n${id} is sent more than its window holds: ${JSON.stringify(window)}`);
      window.push({
        lastIndex: entries[entries.length - 1]!.index,
        bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
      });
    }
    const { view } = step;
    if (!this.isFull(window) && nextIndex > view.baseIndex && view.cachedEntry(nextIndex) !== undefined) {
      throw new Error(`n${id} lacks ${nextIndex}, and is not sent it, though its window has room`);
    }
    return window;
  }

  private isFull(window: readonly Request[]): boolean {
    const { maxInflightBytes, maxInflightMessages } = this.options;
    const bytes = window.reduce((sum, one) => sum + one.bytes, 0);
    return window.length >= maxInflightMessages || bytes >= maxInflightBytes;
  }
}

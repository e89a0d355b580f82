import { empty } from "./empty.ts";
import type { NodeId } from "./entry.ts";
import type { Stream, StreamAdvance } from "./streaming.ts";

/**
 * What a leader knows of one follower (nextIndex and matchIndex of Raft paper figure 2, pipelining of dissertation
 * §10.2.2).
 *
 * While probing, one request is out at a time, until the follower has said where the logs match. Then requests are
 * pipelined: nextIndex runs ahead of what is acknowledged, within the limits of the window. A follower whose next entry
 * the leader's log has no more is sent a snapshot first.
 */
export class Progress {
  readonly id: NodeId;
  matchIndex = 0;
  nextIndex = 1;
  mode: "probe" | "pipeline" | "snapshot" = "probe";
  /** Counts the probes begun. What answers an earlier one tells what matches, but not where the follower stands now. */
  round = 0;
  /** Probing: a request with entries is out. If it is lost, the answer to the next heartbeat ends the probe. */
  probeSent = false;
  /** First index of the log fetch that waits for storage on this follower's behalf; 0 if none. */
  fetchFrom = 0;
  /** The snapshot under way, in that mode. */
  stream: Stream | undefined = undefined;
  /** How far it has come with the newest snapshot that it was sent; undefined if it was sent none. */
  advance: StreamAdvance | undefined = undefined;
  lastContactUs = 0;
  /** The latest round of confirmation that it has answered. */
  readRound = 0;
  readonly window: Window;

  constructor(id: NodeId, window = new Window()) {
    this.id = id;
    this.window = window;
  }

  startProbe(nextIndex: number): void {
    this.mode = "probe";
    this.stream = undefined;
    this.round++;
    this.nextIndex = nextIndex;
    this.probeSent = false;
    this.window.clear();
  }

  startPipeline(): void {
    this.mode = "pipeline";
    this.stream = undefined;
    this.nextIndex = this.matchIndex + 1;
    this.probeSent = false;
    this.window.clear();
  }

  startSnapshot(): void {
    this.mode = "snapshot";
    this.round++;
  }

  fork(): Progress {
    const copy = new Progress(this.id, this.window.fork());
    copy.matchIndex = this.matchIndex;
    copy.nextIndex = this.nextIndex;
    copy.mode = this.mode;
    copy.round = this.round;
    copy.probeSent = this.probeSent;
    copy.fetchFrom = this.fetchFrom;
    copy.stream = this.stream;
    copy.advance = this.advance;
    copy.lastContactUs = this.lastContactUs;
    copy.readRound = this.readRound;
    return copy;
  }
}

/** The requests with entries that a follower has not acknowledged yet, oldest first. */
export class Window {
  private readonly lastIndexes: number[] = [];
  private readonly sizes: number[] = [];
  private bytes = 0;

  isFull(maxMessages: number, maxBytes: number): boolean {
    return this.lastIndexes.length >= maxMessages || this.bytes >= maxBytes;
  }

  add(lastIndex: number, bytes: number): void {
    this.lastIndexes.push(lastIndex);
    this.sizes.push(bytes);
    this.bytes += bytes;
  }

  /** Frees every request whose entries all stand at or below `matchIndex`. */
  freeUpTo(matchIndex: number): void {
    while (this.lastIndexes.length > 0 && this.lastIndexes[0]! <= matchIndex) {
      this.lastIndexes.shift();
      this.bytes -= this.sizes.shift()!;
    }
  }

  clear(): void {
    empty(this.lastIndexes);
    empty(this.sizes);
    this.bytes = 0;
  }

  fork(): Window {
    const copy = new Window();
    copy.lastIndexes.push(...this.lastIndexes);
    copy.sizes.push(...this.sizes);
    copy.bytes = this.bytes;
    return copy;
  }
}

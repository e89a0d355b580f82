import { readFile, readFileSync, unlinkSync, utimes, utimesSync } from "node:fs";
import { DataDirectoryError } from "./data-directory-error.ts";
import { holderIn } from "./lock-holder.ts";

/** In milliseconds. */
export interface LockTiming {
  /** A lock that is held is touched so often. */
  readonly touchIntervalMs: number;
  /** One of another machine or container that is not touched for so long is held by nobody. */
  readonly untouchedMs: number;
}

/** Whether a directory still belongs to the server that has taken it. */
export interface Claim {
  /** Why it does not; undefined as long as it does. To be asked before whatever counts on it: mostly it costs nothing. */
  failure(): DataDirectoryError | undefined;
  /** Kept when it was found between two questions that it does not. */
  readonly lost: Promise<void>;
}

/**
 * The lock of a directory in the hands of who has taken it. Whoever cannot see whether this process lives takes the lock
 * when it was not touched for long, so what was not touched for half as long counts only after another look: this process
 * may have been stopped meanwhile, or its machine. Both clocks are asked how long that is: one stands while a machine is
 * suspended, the other can be set back.
 */
export class HeldLock implements Claim {
  readonly lost: Promise<void>;
  private readonly directory: string;
  private readonly path: string;
  private readonly token: string;
  private readonly trustedMs: number;
  private readonly touching: NodeJS.Timeout;
  private touchedAt = now();
  private reason: DataDirectoryError | undefined = undefined;
  private tellLost: () => void = () => {};

  /** `path` has just been linked to a lock with this token. */
  constructor(directory: string, path: string, token: string, { touchIntervalMs, untouchedMs }: LockTiming) {
    this.directory = directory;
    this.path = path;
    this.token = token;
    this.trustedMs = untouchedMs / 2;
    this.lost = new Promise((resolve) => {
      this.tellLost = resolve;
    });
    this.touching = setInterval(() => this.touch(), touchIntervalMs).unref();
  }

  failure(): DataDirectoryError | undefined {
    if (this.reason === undefined && millisecondsSince(this.touchedAt) > this.trustedMs) this.touchNow();
    return this.reason;
  }

  /** Gives the directory back, unless another has it already. */
  release(): void {
    clearInterval(this.touching);
    this.touchNow();
    if (this.reason === undefined) unlinkSync(this.path);
  }

  /** Waits for no disk. If it does not succeed, the lock only is not to be trusted for longer. */
  private touch(): void {
    const startedAt = now();
    const date = new Date();
    utimes(this.path, date, date, (touchError) => {
      readFile(this.path, "utf8", (readError, text) => {
        if (readError?.code === "ENOENT") this.lose(this.lockIsGone());
        else if (!readError) this.look(text, touchError ? this.touchedAt : startedAt);
      });
    });
  }

  private touchNow(): void {
    const startedAt = now();
    const date = new Date();
    try {
      utimesSync(this.path, date, date);
      this.look(readFileSync(this.path, "utf8"), startedAt);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const cannotSee = `whether ${this.directory} is still this server's cannot be seen: ${message}`;
      this.lose(code === "ENOENT" ? this.lockIsGone() : cannotSee);
    }
  }

  /** Behind a touch: who takes the lock after that sees that it was touched, and gives it back. */
  private look(text: string, touchedAt: Moment): void {
    if (holderIn(text)?.token !== this.token) {
      this.lose(`another server has taken ${this.directory}: this one ends`);
    } else if (touchedAt.monotonicMs > this.touchedAt.monotonicMs) this.touchedAt = touchedAt;
  }

  private lockIsGone(): string {
    return `the lock of ${this.directory} is gone, so that another server may take it: this one ends`;
  }

  private lose(reason: string): void {
    this.reason ??= new DataDirectoryError(reason);
    clearInterval(this.touching);
    this.tellLost();
  }
}

interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

function now(): Moment {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}

function millisecondsSince({ monotonicMs, wallMs }: Moment): number {
  return Math.max(performance.now() - monotonicMs, Date.now() - wallMs);
}

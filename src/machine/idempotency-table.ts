import { hashInteger, hashString, hashTime } from "./hash.ts";
import { HashTree, type Leaf } from "./hash-tree.ts";
import { hashPlain, plainBytes } from "./plain-data.ts";

/** How many idempotency keys are remembered, and for how long. The same on every node of a cluster. All are at least 1. */
export interface IdempotencyLimits {
  /** One more, and the oldest is forgotten. */
  readonly maxKeys: number;
  /** Of all keys and results together: where there are more, the oldest are forgotten, but never the newest. */
  readonly maxBytes: number;
  /** A key is forgotten when its command was carried out longer ago than this, in log time. */
  readonly expiryUs: number;
}

export const DEFAULT_IDEMPOTENCY_LIMITS: IdempotencyLimits = {
  maxKeys: 100_000,
  maxBytes: 64 * 1_024 * 1_024,
  expiryUs: 3_600_000_000,
};

/** What is remembered of a command that was carried out under an idempotency key. Immutable. */
export interface RememberedKey extends Leaf {
  /** To tell a retry from another command. */
  readonly fingerprint: Fingerprint;
  /** Where in the log the command was carried out, and log time then. */
  readonly index: number;
  readonly atUs: number;
  /** Plain data, frozen. */
  readonly result: unknown;
  /** What key and result count for in the limit. */
  readonly bytes: number;
  /** A 32-bit integer hash of all of the above. */
  readonly hash: number;
}

/** Two hashes of a command, of 32 bits each: both are the same only for commands that somebody made for it. */
export type Fingerprint = readonly [number, number];

/** What the two begin with; other numbers would make fingerprints that no snapshot of before knows. */
const SEEDS = [2, -1] as const;

/** Of a command and the idempotency key that it bears. */
export function fingerprintOf(command: unknown, idempotencyKey: string): Fingerprint {
  return [hashPlain(command, hashString(idempotencyKey, SEEDS[0])), hashPlain(command, SEEDS[1])];
}

/**
 * The idempotency keys under which commands were carried out. It is part of the replicated state, as sessions are, and
 * lives by the same log time: each key is forgotten so long after its command was carried out, used again or not.
 */
export class IdempotencyTable {
  readonly limits: IdempotencyLimits;
  private keys = new HashTree<RememberedKey>();
  /** The same, ascending by index, from `oldest` on: by log time too, as it never falls. */
  private queue: RememberedKey[] = [];
  private oldest = 0;
  private queueShared = false;
  private keysHash = 0;
  private keysBytes = 0;

  constructor(limits: IdempotencyLimits) {
    this.limits = limits;
  }

  /** A 32-bit integer hash of all that is remembered; 0 at first. */
  get hash(): number {
    return this.keysHash;
  }

  get size(): number {
    return this.keys.size;
  }

  /** Whether no more is remembered than may be. */
  get isWithinLimits(): boolean {
    return this.size <= 1 || (this.size <= this.limits.maxKeys && this.keysBytes <= this.limits.maxBytes);
  }

  /** Log time is this from now on: keys that are too old are forgotten. */
  passTime(logTimeUs: number): void {
    const { expiryUs } = this.limits;
    while (this.size > 0 && logTimeUs - this.queue[this.oldest]!.atUs > expiryUs) this.forgetOldest();
  }

  find(idempotencyKey: string): RememberedKey | undefined {
    return this.keys.find(idempotencyKey, hashString(idempotencyKey, 0));
  }

  /** A command has been carried out under a key that is new. */
  remember(idempotencyKey: string, fingerprint: Fingerprint, result: unknown, index: number, atUs: number): void {
    this.add(rememberedKey(idempotencyKey, fingerprint, index, atUs, result));
    while (!this.isWithinLimits) this.forgetOldest();
  }

  /** Ascending by index. */
  *remembered(): Iterable<RememberedKey> {
    for (let place = this.oldest; place < this.queue.length; place++) yield this.queue[place]!;
  }

  /** The newest of all. */
  add(remembered: RememberedKey): void {
    this.keys.add(remembered);
    this.ownQueue().push(remembered);
    this.keysHash = (this.keysHash + remembered.hash) | 0;
    this.keysBytes += remembered.bytes;
  }

  /** Constant time. */
  fork(): IdempotencyTable {
    const copy = new IdempotencyTable(this.limits);
    copy.keys = this.keys.fork();
    this.queueShared = true;
    copy.queue = this.queue;
    copy.queueShared = true;
    copy.oldest = this.oldest;
    copy.keysHash = this.keysHash;
    copy.keysBytes = this.keysBytes;
    return copy;
  }

  private forgetOldest(): void {
    const forgotten = this.queue[this.oldest]!;
    this.keys.remove(forgotten);
    this.keysHash = (this.keysHash - forgotten.hash) | 0;
    this.keysBytes -= forgotten.bytes;
    this.oldest++;
    // Only now and then, so that a queue of any length costs each key the same.
    if (this.oldest * 2 > this.queue.length) this.shortenQueue();
  }

  private ownQueue(): RememberedKey[] {
    if (this.queueShared) this.shortenQueue();
    return this.queue;
  }

  private shortenQueue(): void {
    this.queue = this.queue.slice(this.oldest);
    this.oldest = 0;
    this.queueShared = false;
  }
}

export function rememberedKey(
  key: string,
  fingerprint: Fingerprint,
  index: number,
  atUs: number,
  result: unknown,
): RememberedKey {
  const [first, second] = fingerprint;
  const keyHash = hashString(key, 0);
  const hash = hashPlain(result, hashTime(atUs, hashInteger(index, hashInteger(second, hashInteger(first, keyHash)))));
  return { key, keyHash, fingerprint, index, atUs, result, bytes: plainBytes(key) + plainBytes(result), hash };
}

/** Of a queue that holds anything. */
const LEAST_CAPACITY = 64;

/** The time of the next event of an empty queue. */
export const NO_EVENT = Number.MAX_SAFE_INTEGER;

/**
 * What is going to happen, ordered by time and then by sequence: by the order in which it was pushed.
 *
 * An event is data: a kind, the endpoint it happens to, three numbers and a payload, whose meaning is the kind's.
 * `pop` makes the next event the current one, which `timeUs` to `payload` tell until the following `pop`.
 *
 *     const queue = new EventQueue();
 *     queue.push(10, 1, 2, 0, 0, 0, "payload");
 *     while (queue.pop()) console.log(queue.timeUs, queue.kind, queue.endpoint, queue.payload);
 *
 * It is a binary heap in arrays. Heap positions hold time, sequence and the number of the slot that holds the rest of
 * the event; behind the heap's end, they hold the numbers of the free slots. There is one slot more than positions: that
 * of the current event. Nothing is allocated per event.
 */
export class EventQueue {
  timeUs = 0;
  /** 0 to 255. */
  kind = 0;
  /** 0 to 65,535, as is `peer`. */
  endpoint = 0;
  peer = 0;
  /** A 32-bit integer. */
  stamp = 0;
  ordinal = 0;

  private length = 0;
  private nextSequence = 0;
  private times = new Float64Array(0);
  private sequences = new Float64Array(0);
  private slots = new Int32Array(0);

  private kinds = new Uint8Array(0);
  private endpoints = new Uint16Array(0);
  private peers = new Uint16Array(0);
  private stamps = new Int32Array(0);
  private ordinals = new Float64Array(0);
  private payloads: unknown[] = [];
  private currentSlot = 0;

  /** It stays in its slot: to copy it into a field would cost the collector's bookkeeping at every event. */
  get payload(): unknown {
    return this.payloads[this.currentSlot];
  }

  get size(): number {
    return this.length;
  }

  /** When the next event is due: `NO_EVENT` if there is none. */
  get nextTimeUs(): number {
    return this.length === 0 ? NO_EVENT : this.times[0]!;
  }

  push(
    timeUs: number,
    kind: number,
    endpoint: number,
    peer: number,
    stamp: number,
    ordinal: number,
    payload: unknown,
  ): void {
    if (this.length === this.slots.length) this.grow();
    const { times, sequences, slots } = this;
    let hole = this.length++;
    const slot = slots[hole]!;
    this.kinds[slot] = kind;
    this.endpoints[slot] = endpoint;
    this.peers[slot] = peer;
    this.stamps[slot] = stamp;
    this.ordinals[slot] = ordinal;
    this.payloads[slot] = payload;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = times[parent]!;
      // Its sequence is the highest of all, so that it goes behind everything of the same time.
      if (parentTime <= timeUs) break;
      times[hole] = parentTime;
      sequences[hole] = sequences[parent]!;
      slots[hole] = slots[parent]!;
      hole = parent;
    }
    times[hole] = timeUs;
    sequences[hole] = this.nextSequence++;
    slots[hole] = slot;
  }

  /** Takes the next event out and makes it the current one; false if there is none. */
  pop(): boolean {
    if (this.length === 0) return false;
    const slot = this.slots[0]!;
    this.timeUs = this.times[0]!;
    this.kind = this.kinds[slot]!;
    this.endpoint = this.endpoints[slot]!;
    this.peer = this.peers[slot]!;
    this.stamp = this.stamps[slot]!;
    this.ordinal = this.ordinals[slot]!;
    const freed = this.currentSlot;
    this.payloads[freed] = undefined;
    this.currentSlot = slot;
    this.removeFirst();
    this.slots[this.length] = freed;
    return true;
  }

  /**
   * The hole that the first event leaves sinks to the bottom along the earlier children, and the last event rises from
   * there: as it comes from the bottom it seldom rises far, and the way down has no branch that is hard to predict.
   */
  private removeFirst(): void {
    const { times, sequences, slots } = this;
    const length = --this.length;
    const time = times[length]!;
    const sequence = sequences[length]!;
    let hole = 0;
    for (let child = 1; child < length; child = 2 * hole + 1) {
      if (child + 1 < length) {
        const left = times[child]!;
        const right = times[child + 1]!;
        if (left === right && sequences[child + 1]! < sequences[child]!) child++;
        child += Number(right < left);
      }
      times[hole] = times[child]!;
      sequences[hole] = sequences[child]!;
      slots[hole] = slots[child]!;
      hole = child;
    }
    const slot = slots[length]!;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && sequences[parent]! < sequence)) break;
      times[hole] = parentTime;
      sequences[hole] = sequences[parent]!;
      slots[hole] = slots[parent]!;
      hole = parent;
    }
    times[hole] = time;
    sequences[hole] = sequence;
    slots[hole] = slot;
  }

  /** When the latest of these kinds of events is due; 0 if there is none. */
  latestUs(kinds: readonly number[]): number {
    let latest = 0;
    for (let place = 0; place < this.length; place++) {
      if (kinds.includes(this.kinds[this.slots[place]!]!)) latest = Math.max(latest, this.times[place]!);
    }
    return latest;
  }

  /** A copy of what is queued; payloads are shared. It has no current event. */
  fork(): EventQueue {
    const copy = new EventQueue();
    copy.copyArrays(this, this.slots.length);
    copy.length = this.length;
    copy.nextSequence = this.nextSequence;
    copy.currentSlot = this.currentSlot;
    copy.payloads[copy.currentSlot] = undefined;
    return copy;
  }

  private grow(): void {
    const oldCapacity = this.slots.length;
    const capacity = Math.max(LEAST_CAPACITY, 2 * oldCapacity);
    this.copyArrays(this, capacity);
    for (let position = oldCapacity; position < capacity; position++) this.slots[position] = position + 1;
    while (this.payloads.length <= capacity) this.payloads.push(undefined);
  }

  private copyArrays(from: EventQueue, capacity: number): void {
    this.times = resized(from.times, new Float64Array(capacity));
    this.sequences = resized(from.sequences, new Float64Array(capacity));
    this.slots = resized(from.slots, new Int32Array(capacity));
    this.kinds = resized(from.kinds, new Uint8Array(capacity + 1));
    this.endpoints = resized(from.endpoints, new Uint16Array(capacity + 1));
    this.peers = resized(from.peers, new Uint16Array(capacity + 1));
    this.stamps = resized(from.stamps, new Int32Array(capacity + 1));
    this.ordinals = resized(from.ordinals, new Float64Array(capacity + 1));
    this.payloads = from.payloads.slice();
  }
}

function resized<A extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

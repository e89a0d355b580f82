/**
 * The number of the directed link between two endpoints. All links among endpoints up to E have the numbers below
 * (E + 1)^2, and a link's number, which is part of its choices' identity, does not depend on how many others there are.
 */
export function linkBetween(from: number, to: number): number {
  return from < to ? to * to + from : from * from + from + to;
}

/** The present state of every directed link, by its number. */
export class Links {
  readonly lossPerMillion: Int32Array;
  readonly extraDelayMaxUs: Float64Array;
  /** 1 where nothing passes. */
  readonly isCut: Uint8Array;
  /** Rises with each cut: a message of an earlier epoch was in flight then, and is lost. */
  readonly epochs: Int32Array;
  /** How many messages were sent; so these count from 1. */
  readonly sentCounts: Float64Array;
  /** The highest number of a message that was delivered. */
  readonly latestDelivered: Float64Array;
  /** When the last message queued on an in-order link arrives. */
  readonly lastArrivalsUs: Float64Array;

  constructor(endpoints: number) {
    const count = (endpoints + 1) * (endpoints + 1);
    this.lossPerMillion = new Int32Array(count);
    this.extraDelayMaxUs = new Float64Array(count);
    this.isCut = new Uint8Array(count);
    this.epochs = new Int32Array(count);
    this.sentCounts = new Float64Array(count);
    this.latestDelivered = new Float64Array(count);
    this.lastArrivalsUs = new Float64Array(count);
  }

  cut(link: number): void {
    this.isCut[link] = 1;
    this.epochs[link]!++;
  }

  heal(link: number): void {
    this.isCut[link] = 0;
  }

  healAll(): void {
    this.isCut.fill(0);
  }

  copyFrom(original: Links): void {
    this.lossPerMillion.set(original.lossPerMillion);
    this.extraDelayMaxUs.set(original.extraDelayMaxUs);
    this.isCut.set(original.isCut);
    this.epochs.set(original.epochs);
    this.sentCounts.set(original.sentCounts);
    this.latestDelivered.set(original.latestDelivered);
    this.lastArrivalsUs.set(original.lastArrivalsUs);
  }
}

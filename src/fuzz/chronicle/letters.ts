import type { LossReason, NetworkListener } from "../../sim/index.ts";
import { describePayload } from "../../sut/index.ts";
import type { Arrival, Letter, Loss } from "./chronicle.ts";

interface LetterUnderWay extends Letter {
  readonly arrivals: Arrival[];
  readonly losses: Loss[];
}

/** Where and when what is told happens. */
export interface Present {
  /** The number of the step under way. */
  readonly step: number;
  readonly nowUs: number;
}

/** More than there are endpoints in a world. */
const ENDPOINTS = 1 << 14;

/** Writes down every message of a world, from its sending to whatever becomes of it. */
export class Letters implements NetworkListener {
  private readonly present: Present;
  private readonly written: LetterUnderWay[] = [];
  /** The places of messages in the list, by link, and there by their numbers, which count from 1. */
  private readonly places = new Map<number, number[]>();
  private sentNow: number[] = [];
  private handledNow: number | undefined = undefined;

  constructor(present: Present) {
    this.present = present;
  }

  get all(): readonly Letter[] {
    return this.written;
  }

  sent(from: number, to: number, _ordinal: number, payload: unknown): void {
    const { nowUs, step } = this.present;
    const words = describePayload(payload);
    const link = from * ENDPOINTS + to;
    const place = this.written.length;
    const places = this.places.get(link);
    if (places === undefined) this.places.set(link, [place]);
    else places.push(place);
    this.sentNow.push(place);
    this.written.push({ from, to, ...words, sentStep: step, sentAtUs: nowUs, arrivals: [], losses: [] });
  }

  delivered(from: number, to: number, ordinal: number, isOvertaken: boolean): void {
    const { nowUs, step } = this.present;
    const place = this.placeOf(from, to, ordinal);
    this.handledNow = place;
    this.written[place]!.arrivals.push({ step, atUs: nowUs, overtaken: isOvertaken });
  }

  lost(from: number, to: number, ordinal: number, why: LossReason): void {
    this.written[this.placeOf(from, to, ordinal)]!.losses.push({ why, atUs: this.present.nowUs });
  }

  /** What was sent, and which message was handled, since this was last asked. */
  takeStep(): { readonly sent: readonly number[]; readonly handled: number | undefined } {
    const taken = { sent: this.sentNow, handled: this.handledNow };
    this.sentNow = [];
    this.handledNow = undefined;
    return taken;
  }

  private placeOf(from: number, to: number, ordinal: number): number {
    const place = this.places.get(from * ENDPOINTS + to)?.[ordinal - 1];
    if (place === undefined) throw new Error(`Message ${ordinal} from ${from} to ${to} was never sent.`);
    return place;
  }
}

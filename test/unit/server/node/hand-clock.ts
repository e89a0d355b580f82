import type { NodeClock } from "../../../../src/server/node/node-clock.ts";

/** Stands still unless the test moves it. */
export class HandClock implements NodeClock {
  nowUs = 1_000_000;
  readonly monotonicUs = (): number => this.nowUs;
  readonly wallUs = (): number => this.nowUs;
}

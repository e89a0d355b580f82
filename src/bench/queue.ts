import { performance } from "node:perf_hooks";
import { EventQueue } from "../sim/index.ts";

const QUEUED = 1_000;
const OPERATIONS_PER_ROUND = 1_000_000;
const ROUNDS = 5;

/**
 * Times the bare event queue: pop one event and push one, with 1,000 queued. It is the yardstick of this machine at
 * this moment. Nanoseconds per operation, one value for each round, after a warm-up.
 */
export function measureQueue(): number[] {
  timeRound();
  return Array.from({ length: ROUNDS }, timeRound);
}

function timeRound(): number {
  const queue = new EventQueue();
  // A small generator of its own, whose draws cost next to nothing beside what is measured.
  let draw = 1;
  for (let queued = 0; queued < QUEUED; queued++) {
    draw = Math.imul(draw, 0x9e3779b1) + 0x27d4eb2f;
    queue.push(draw >>> 12, 1, 1, 0, 0, 0, undefined);
  }
  const startMs = performance.now();
  for (let done = 0; done < OPERATIONS_PER_ROUND; done++) {
    queue.pop();
    draw = Math.imul(draw, 0x9e3779b1) + 0x27d4eb2f;
    queue.push(queue.timeUs + (draw >>> 12), 1, 1, 0, 0, 0, undefined);
  }
  return ((performance.now() - startMs) * 1_000_000) / OPERATIONS_PER_ROUND;
}

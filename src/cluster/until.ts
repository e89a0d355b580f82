import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 25;

/**
 * Looks again and again until something is found, at least once. Undefined: the time has passed, or the person has
 * interrupted.
 */
export async function until<Found>(
  look: () => Promise<Found | undefined> | Found | undefined,
  timeoutMs: number,
  interrupt?: AbortSignal,
): Promise<Found | undefined> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || interrupt?.aborted || performance.now() >= endMs) return found;
    await sleep(PAUSE_MS, undefined, { signal: interrupt }).catch(() => {});
  }
}

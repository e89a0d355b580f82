import { expect, test, vi } from "vitest";
import { SYSTEM_CLOCK } from "../../../../src/server/node/node-clock.ts";

test("when people set their clocks back or forward, no timeout is shorter or longer for it", () => {
  const now = vi.spyOn(Date, "now");
  const dayMs = 24 * 3_600_000;
  const startUs = SYSTEM_CLOCK.monotonicUs();
  for (const wallMs of [0, dayMs, 20_000 * dayMs]) {
    now.mockReturnValue(wallMs);
    expect(SYSTEM_CLOCK.wallUs()).toBe(wallMs * 1_000);
    const elapsedUs = SYSTEM_CLOCK.monotonicUs() - startUs;
    expect(elapsedUs).toBeGreaterThanOrEqual(0);
    expect(elapsedUs).toBeLessThan(3_600_000_000);
  }
  now.mockRestore();
});

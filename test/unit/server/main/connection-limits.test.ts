import fc from "fast-check";
import { expect, test } from "vitest";
import { connectionLimits } from "../../../../src/server/main/connection-limits.ts";

test("however few descriptors there are, some are left for files and for connections to others", () => {
  fc.assert(
    fc.property(fc.integer({ min: 64, max: 1_000_000 }), (descriptors) => {
      const { api, transport } = connectionLimits(descriptors);
      expect(api).toBeGreaterThan(0);
      expect(transport).toBeGreaterThan(0);
      expect(descriptors - api - transport).toBeGreaterThanOrEqual((descriptors * 3) / 8);
    }),
  );
});

test("the limit of this process is what it goes by, and no limit is none", () => {
  expect(connectionLimits().transport).toBeGreaterThan(0);
  expect(connectionLimits(Number.POSITIVE_INFINITY)).toEqual({ api: 10_000, transport: 1_000 });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { endsOfLink, linkBetween } from "../../../src/sim/index.ts";

test("the number of a link says whom it is between", () => {
  const endpoint = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(endpoint, endpoint, (from, to) => {
      fc.pre(from !== to);
      expect(endsOfLink(linkBetween(from, to))).toEqual({ from, to });
    }),
  );
});

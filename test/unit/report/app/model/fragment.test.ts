import fc from "fast-check";
import { expect, test } from "vitest";
import { fragmentOf, type View, viewOf } from "../../../../../src/report/app/model/fragment.ts";

const initial: View = {
  step: 12,
  message: -1,
  show: "lit",
  spacing: "even",
  zoom: 1,
  tab: "state",
  clientsApart: false,
  hidden: [],
  without: [],
  key: "",
  theme: "auto",
};

const view: fc.Arbitrary<View> = fc.record({
  step: fc.nat(1e6),
  message: fc.integer({ min: -1, max: 1e6 }),
  show: fc.constantFrom("all", "lit", "only"),
  spacing: fc.constantFrom("even", "real"),
  zoom: fc.constantFrom(0.25, 1, 1.25, 8),
  tab: fc.constantFrom("state", "story", "operations", "events"),
  clientsApart: fc.boolean(),
  hidden: fc.uniqueArray(fc.nat(20)),
  without: fc.uniqueArray(fc.constantFrom("append-request", "reply")),
  key: fc.string(),
  theme: fc.constantFrom("auto", "light", "dark"),
});

test("a view comes back from its fragment", () => {
  fc.assert(
    fc.property(view, (view) => {
      expect(viewOf(`#${fragmentOf(view, initial)}`, initial)).toEqual(view);
    }),
  );
});

test("a link to a step is what a person would write", () => {
  expect(fragmentOf({ ...initial, step: 123 }, initial)).toBe("step=123");
  expect(viewOf("#step=123", initial)).toEqual({ ...initial, step: 123 });
  expect(fragmentOf({ ...initial, hidden: [2, 3], show: "only" }, initial)).toBe("step=12&show=only&hidden=2,3");
});

test.each(["#step=x&show=some&zoom=1e99&theme=<b>", "#%", "#=&&", "", "#zoom=-1&hidden=a,"])(
  "what %s says wrongly is as at the beginning",
  (fragment) => {
    expect(viewOf(fragment, initial)).toEqual({ ...initial, zoom: fragment.includes("-1") ? 0.25 : 1 });
  },
);

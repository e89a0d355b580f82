import { expect, test } from "vitest";
import { type Scope, usualScopes } from "../../../../src/fuzz/exhaustive/scope.ts";

const but = ({ open: _, ...rest }: Scope): string => JSON.stringify(rest);

test.each([
  [0, 4],
  [1, 5],
  [2, 5],
  [3, 6],
])(
  "of %i commands there are %i usual scopes, none of which has only histories that another has too",
  (commands, count) => {
    const scopes = usualScopes(3, commands);
    expect(scopes).toHaveLength(count);
    expect(new Set(scopes.map(but)).size).toBe(count);
  },
);

test("a leader that can be asked early is among the usual scopes, however few commands there are", () => {
  for (const commands of [1, 2, 3]) expect(usualScopes(3, commands).some(({ open }) => open === 2)).toBe(true);
});

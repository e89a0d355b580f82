import { expect, test } from "vitest";
import { type Explored, exitStatusOfScopes } from "../../../src/cli/exhaustive.ts";

const statusOf = (isInterrupted: boolean, ...endings: Explored["ending"][]): number =>
  exitStatusOfScopes(
    endings.map((ending) => ({ ending })),
    isInterrupted,
  );

test.each<[number, ...Explored["ending"][]]>([
  [0, "exhausted", "exhausted"],
  [0, "depth"],
  [0, "exhausted", "depth"],
  [1, "exhausted", "broken"],
  [1, "broken"],
  [3, "time"],
  [3, "memory"],
  [3, "exhausted", "time"],
  [3, "depth", "memory"],
])("the exit status is %i of scopes that ended as %j", (status, ...endings) => {
  expect(statusOf(false, ...endings)).toBe(status);
});

test("an interrupt is told, unless something broke before it", () => {
  expect(statusOf(true, "interrupt")).toBe(130);
  expect(statusOf(true, "exhausted", "interrupt")).toBe(130);
  expect(statusOf(true, "exhausted", "broken")).toBe(1);
});

import { expect, test } from "vitest";
import type { Operation } from "../../../src/siege/history.ts";
import { Recoveries } from "../../../src/siege/recoveries.ts";

function operation(kind: "get" | "put", invokedMs: number, atMs: number, outcome: "ok" | "info" = "ok"): Operation {
  const end = { event: 1, atMs, outcome, result: undefined, reason: undefined };
  return { client: 0, process: 0, command: { kind, key: "a", value: "1" }, invokedEvent: 0, invokedMs, end };
}

test("it ends with the first answer to a write that was asked for after the failure", () => {
  let nowMs = 100;
  const recoveries = new Recoveries(() => nowMs);
  recoveries.ended(operation("put", 50, 60));
  recoveries.struck("crash-leader");
  // Asked for before, only read, or in doubt.
  recoveries.ended(operation("put", 99, 150));
  recoveries.ended(operation("get", 120, 160));
  recoveries.ended(operation("put", 120, 170, "info"));
  recoveries.ended(operation("put", 130, 400));
  recoveries.ended(operation("put", 140, 500));
  nowMs = 1_000;
  recoveries.struck("crash-leader");
  recoveries.ended(operation("put", 1_001, 1_200));
  expect([...recoveries.measuredMs]).toEqual([["crash-leader", [300, 200]]]);
});

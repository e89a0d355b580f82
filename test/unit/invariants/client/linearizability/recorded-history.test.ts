import { expect, test } from "vitest";
import {
  type ClientOperation,
  checkLinearizable,
  keyValueMachineModel,
} from "../../../../../invariants/client/linearizability/index.ts";
import type { Command, Result } from "../../../../../src/machine/index.ts";
import { History } from "../../../../../src/workload/history.ts";

const append: Command = { kind: "append", key: "k", value: "a" };

/** A client appends, and in the event of its answer it reads; another appends and never hears. */
function recorded(previous: string | undefined, seen: string): Iterable<ClientOperation<Command, Result>> {
  const history = new History();
  history.now(1, 100);
  history.clientInvoked(8, 1, append);
  history.clientInvoked(9, 1, append);
  history.now(2, 200);
  history.clientReturned(8, 1, 1, { previous, changed: true });
  history.clientInvoked(8, 2, { kind: "get", key: "k" });
  history.now(3, 300);
  history.clientReturned(8, 2, 2, { previous: seen, changed: false });
  history.clientReturned(9, 1, 0, undefined);
  return history as Iterable<ClientOperation<Command, Result>>;
}

test.each<[string | undefined, string, string]>([
  [undefined, "a", "linearizable"],
  [undefined, "aa", "linearizable"],
  ["a", "aa", "linearizable"],
  ["a", "a", "not-linearizable"],
  [undefined, "aaa", "not-linearizable"],
])("the history that a run records is checked as it is: after %j a get of %j is %s", (previous, seen, verdict) => {
  expect(checkLinearizable(recorded(previous, seen), keyValueMachineModel).verdict).toBe(verdict);
});

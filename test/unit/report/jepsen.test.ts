import { expect, test } from "vitest";
import { kvModel, LinearizabilityCheck } from "../../../invariants/client/linearizability/index.ts";
import type { Chronicle, Fact, Step } from "../../../src/fuzz/chronicle/chronicle.ts";
import { readHistory } from "../../../src/histories/history-text.ts";
import { readOpMaps } from "../../../src/histories/op-maps.ts";
import { jepsenHistory } from "../../../src/report/jepsen.ts";
import { eventful } from "./chronicles.ts";

/** Three nodes and two clients, of which these facts are known. */
function chronicleOf(...facts: readonly Fact[]): Chronicle {
  const steps = facts.map((fact, at): Step => {
    return { event: at + 1, atUs: at * 10, kind: "message", place: fact.args[0], sent: [], facts: [fact], states: [] };
  });
  return {
    nodes: 3,
    founders: 3,
    clients: 2,
    steps,
    messages: [],
    violation: undefined,
    violationStep: facts.length - 1,
  };
}

const invoked = (client: number, sequence: number, command: unknown): Fact => ({
  name: "clientInvoked",
  args: [client, sequence, command],
});

const returned = (client: number, sequence: number, index: number, result: unknown): Fact => ({
  name: "clientReturned",
  args: [client, sequence, index, result],
});

test("each operation is a line when it begins and one when it ends", () => {
  const text = jepsenHistory(
    chronicleOf(
      invoked(4, 1, { kind: "put", key: "k1", value: 'a "b"' }),
      returned(4, 1, 7, { previous: undefined, changed: true }),
      { name: "clientRead", args: [5, 1, { kind: "get", key: "k1" }, "stale", 1000] },
      returned(5, 1, 7, { previous: 'a "b"', changed: false }),
    ),
  );
  expect(text.split("\n")).toEqual([
    '{:index 0, :time 0, :type :invoke, :process 0, :f :put, :key "k1", :value "a \\"b\\""}',
    '{:index 1, :time 10000, :type :ok, :process 0, :f :put, :key "k1", :value "a \\"b\\""}',
    '{:index 2, :time 20000, :type :invoke, :process 1, :f :get, :key "k1", :value nil, :consistency :stale}',
    '{:index 3, :time 30000, :type :ok, :process 1, :f :get, :key "k1", :value "a \\"b\\"", :consistency :stale}',
    "",
  ]);
});

test("an unknown outcome ends the process, and its client goes on as another", () => {
  const text = jepsenHistory(
    chronicleOf(
      invoked(5, 1, { kind: "append", key: "k", value: "x" }),
      returned(5, 1, 0, undefined),
      invoked(5, 2, { kind: "get", key: "k" }),
      { name: "clientSessionExpired", args: [5, 2] },
      invoked(5, 3, { kind: "get", key: "k" }),
    ),
  );
  const events = readOpMaps(text).map(({ phase, process }) => [phase, process]);
  expect(events).toEqual([
    ["invoke", 1],
    ["info", 1],
    ["invoke", 3],
    ["info", 3],
    ["invoke", 5],
  ]);
});

test("what was refused for good has failed, and its process goes on", () => {
  const put = { kind: "put", key: "k", value: "x" };
  const text = jepsenHistory(
    chronicleOf(invoked(5, 1, put), { name: "clientRefused", args: [5, 1] }, invoked(5, 2, put)),
  );
  expect(readOpMaps(text).map(({ phase, process }) => [phase, process])).toEqual([
    ["invoke", 1],
    ["fail", 1],
    ["invoke", 1],
  ]);
});

test("a compare-and-set that changed nothing has failed", () => {
  const command = { kind: "compare-and-set", key: "k", expected: undefined, value: "v" };
  const text = jepsenHistory(
    chronicleOf(invoked(4, 1, command), returned(4, 1, 3, { previous: "w", changed: false }), invoked(4, 2, command)),
  );
  expect(text).toContain(':type :fail, :process 0, :f :cas, :key "k", :value [nil "v"]');
});

test("what is no command of the key-value machine is there as it is", () => {
  const text = jepsenHistory(chronicleOf(invoked(4, 1, { move: ["a", 2], "to\n": null })));
  expect(text).toContain(':f :command, :value {"move" ["a" 2], "to\\n" nil}');
});

test("the history of a run is read back as it was", () => {
  const told = eventful();
  const events = readOpMaps(jepsenHistory(told));
  const facts = told.steps.flatMap(({ facts }) => facts.filter(({ name }) => name.startsWith("client")));
  expect(events).toHaveLength(facts.length);
  expect(events.length).toBeGreaterThan(100);
  for (const [at, fact] of facts.entries()) {
    const { key, phase } = events[at]!;
    if (fact.name !== "clientInvoked") continue;
    expect(phase).toBe("invoke");
    expect(key).toBe((fact.args[2] as { key: string }).key);
  }
});

test("what is put, appended and got can be judged by kraft-linearizability", () => {
  const history = readHistory(
    jepsenHistory(
      chronicleOf(
        invoked(4, 1, { kind: "put", key: "k", value: "a" }),
        returned(4, 1, 2, { previous: undefined, changed: true }),
        invoked(5, 1, { kind: "append", key: "k", value: "b" }),
        returned(5, 1, 3, { previous: "a", changed: true }),
        invoked(4, 2, { kind: "get", key: "k" }),
        returned(4, 2, 4, { previous: "a", changed: false }),
      ),
    ),
  );
  if (history.model !== "kv") throw new Error(`read as ${history.model}`);
  const check = new LinearizabilityCheck(history.operations, kvModel);
  while (!check.decided) check.advance(1_000);
  expect(check.result.verdict).toBe("not-linearizable");
});

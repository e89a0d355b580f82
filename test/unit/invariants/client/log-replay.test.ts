import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClientOperation, Model } from "../../../../invariants/client/linearizability/index.ts";
import { registerModel } from "../../../../invariants/client/linearizability/index.ts";
import { LogReplay } from "../../../../invariants/client/log-replay.ts";
import { Executions } from "../../../../invariants/executions.ts";
import { History } from "../../../../src/workload/index.ts";
import { isLinearizable } from "./linearizability/brute-force.ts";
import { arbitraryHistories, operation, read, registerSayings, write } from "./linearizability/small-histories.ts";

const SEQUENCE = 1;
const REGISTER = registerModel as unknown as Model<unknown, unknown>;
const all = () => true;

/** Of operations of which each has a client of its own. */
function historyOf(operations: readonly ClientOperation[]): History {
  const told: { event: number; isCall: boolean; tell: () => void }[] = [];
  const history = new History();
  for (const { client, command, invokedEvent, returned } of operations) {
    told.push({
      event: invokedEvent,
      isCall: true,
      tell: () => history.clientInvoked(client, SEQUENCE, command),
    });
    if (returned === undefined) continue;
    const tell = () => history.clientReturned(client, SEQUENCE, 1, returned.result);
    told.push({ event: returned.event, isCall: false, tell });
  }
  told.sort((one, other) => one.event - other.event || Number(one.isCall) - Number(other.isCall));
  for (const { event, tell } of told) {
    history.now(event, event);
    tell();
  }
  return history;
}

function logOf(operations: readonly ClientOperation[]): Executions {
  const executions = new Executions();
  operations.forEach(({ client }, place) => {
    executions.note(place + 1, client, SEQUENCE, place + 1);
  });
  return executions;
}

/** Whether the log shows that the operations are linearizable. */
function shows(operations: readonly ClientOperation[], log: readonly ClientOperation[]): boolean {
  return new LogReplay(historyOf(operations), logOf(log), REGISTER, all).isLinearization;
}

/** Every order of some of them. */
function* ordersOf<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  yield [];
  for (const first of items) {
    for (const rest of ordersOf(items.filter((item) => item !== first))) yield [first, ...rest];
  }
}

describe("the order of the log", () => {
  const first = operation(1, 2, write(1), true);
  const second = operation(3, 4, write(2), true);
  const seen = operation(5, 6, read(), 2);

  it("shows that a history is linearizable if some log could, and never else", () => {
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(arbitraryHistories(registerSayings, 4), (operations) => {
        const shown = [...ordersOf(operations)].some((log) => shows(operations, log));
        expect(shown).toBe(isLinearizable(operations, registerModel));
        outcomes.add(shown);
      }),
      { numRuns: 300 },
    );
    expect(outcomes.size).toBe(2);
  });

  it("shows nothing against the order of time, nor against the answers", () => {
    expect(shows([first, second, seen], [first, second, seen])).toBe(true);
    expect(shows([first, second], [second, first])).toBe(false);
    expect(shows([first, second, operation(5, 6, read(), 1)], [first, second, seen])).toBe(false);
  });

  it("shows nothing where an answered operation is not in the log, or is there twice", () => {
    expect(shows([first, second], [first])).toBe(false);
    const long = operation(1, 9, write(1), true);
    expect(shows([long], [long])).toBe(true);
    expect(shows([long], [long, long])).toBe(false);
    expect(shows([first, operation(1, 9, write(3))], [first])).toBe(true);
  });

  it("has a place for reads beside the log, and none for what does not count", () => {
    const history = historyOf([first, second]);
    const tellRead = (client: number, index: number, seenValue: number) => {
      history.now(10 + client, 10);
      history.clientRead(client, SEQUENCE, read(), "linearizable");
      history.now(20 + client, 20);
      history.clientReturned(client, SEQUENCE, index, seenValue);
    };
    const log = logOf([first, second]);
    tellRead(1_001, 2, 2);
    expect(new LogReplay(history, log, REGISTER, all).isLinearization).toBe(true);
    tellRead(1_002, 1, 1);
    expect(new LogReplay(history, log, REGISTER, all).isLinearization).toBe(false);
    expect(new LogReplay(history, log, REGISTER, ({ client }) => client !== 1_002).isLinearization).toBe(true);
  });

  it("is kept by a fork, and goes on there", () => {
    const executions = logOf([first]);
    const fork = executions.fork();
    fork.note(2, second.client, SEQUENCE, 2);
    fork.note(2, first.client, SEQUENCE, 2);
    fork.note(3, first.client, SEQUENCE, 1);
    expect([executions.length, fork.length]).toEqual([1, 2]);
    expect([fork.indexAt(1), fork.clientAt(1), fork.sequenceAt(1)]).toEqual([2, second.client, SEQUENCE]);
  });
});

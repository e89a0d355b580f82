import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { History, type Operation } from "../../../src/workload/history.ts";

const put = { kind: "put", key: "k1", value: "c8.1" } as const;
const get = { kind: "get", key: "k1" } as const;

describe("History", () => {
  test("gives back what it was told", () => {
    const history = new History();
    history.now(10, 5_000);
    history.clientInvoked(8, 1, put);
    history.now(11, 5_000);
    history.clientInvoked(9, 1, get);
    history.now(4_000_000_000, 9_000_000_000_000);
    history.clientReturned(8, 1, 3, { previous: undefined, changed: true });
    history.clientInvoked(8, 2, get);
    history.clientSessionExpired(9, 1);
    expect([...history]).toEqual([
      {
        client: 8,
        sequence: 1,
        command: put,
        invokedEvent: 10,
        invokedUs: 5_000,
        returned: {
          event: 4_000_000_000,
          atUs: 9_000_000_000_000,
          index: 3,
          result: { previous: undefined, changed: true },
        },
        expired: false,
        refused: false,
      },
      {
        client: 9,
        sequence: 1,
        command: get,
        invokedEvent: 11,
        invokedUs: 5_000,
        returned: undefined,
        expired: true,
        refused: false,
      },
      {
        client: 8,
        sequence: 2,
        command: get,
        invokedEvent: 4_000_000_000,
        invokedUs: 9_000_000_000_000,
        returned: undefined,
        expired: false,
        refused: false,
      },
    ]);
    expect(history.at(0)).toEqual([...history][0]);
    expect(() => history.at(3)).toThrow(RangeError);
  });

  test("keeps thousands of interleaved operations apart", () => {
    const clients = 5;
    fc.assert(
      fc.property(fc.array(fc.nat(clients - 1), { minLength: 3_000, maxLength: 5_000 }), (turns) => {
        const history = new History();
        const expected: Operation[] = [];
        const open = new Map<number, number>();
        const sequences = new Map<number, number>();
        turns.forEach((client, turn) => {
          history.now(turn, turn * 10);
          const position = open.get(client);
          if (position === undefined) {
            const sequence = (sequences.get(client) ?? 0) + 1;
            sequences.set(client, sequence);
            open.set(client, expected.length);
            history.clientInvoked(client, sequence, get);
            const invoked = {
              invokedEvent: turn,
              invokedUs: turn * 10,
              returned: undefined,
              expired: false,
              refused: false,
              consistency: undefined,
            };
            expected.push({ client, sequence, command: get, ...invoked });
          } else {
            const result = { previous: turn % 2 === 0 ? undefined : `v${turn}`, changed: turn % 3 === 0 };
            const operation = expected[position]!;
            history.clientReturned(client, operation.sequence, turn + 1, result);
            expected[position] = { ...operation, returned: { event: turn, atUs: turn * 10, index: turn + 1, result } };
            open.delete(client);
          }
        });
        expect(history.length).toBe(expected.length);
        expect([...history]).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  test("a fork and its original go on apart", () => {
    const history = new History();
    history.now(1, 100);
    history.clientInvoked(8, 1, get);
    const copy = history.fork();
    copy.clientReturned(8, 1, 7, { previous: "there", changed: false });
    copy.clientInvoked(8, 2, put);
    history.now(2, 200);
    history.clientReturned(8, 1, 5, { previous: "here", changed: false });
    expect(history.length).toBe(1);
    expect(history.at(0).returned).toEqual({
      event: 2,
      atUs: 200,
      index: 5,
      result: { previous: "here", changed: false },
    });
    expect(copy.length).toBe(2);
    expect(copy.at(0).returned).toEqual({
      event: 1,
      atUs: 100,
      index: 7,
      result: { previous: "there", changed: false },
    });
  });

  test("refuses what a closed-loop client cannot do", () => {
    const history = new History();
    expect(() => history.clientReturned(8, 1, 0, undefined)).toThrow("not open");
    history.clientInvoked(8, 1, get);
    expect(() => history.clientInvoked(8, 2, get)).toThrow("another was open");
    expect(() => history.clientReturned(8, 2, 0, undefined)).toThrow("not open");
    expect(() => history.clientSessionExpired(8, 2)).toThrow("not open");
  });
});

import { describe, expect, it } from "vitest";
import { Linearizability } from "../../../../invariants/client/linearizability.ts";
import type { Judge } from "../../../../invariants/index.ts";
import type { Command } from "../../../../src/machine/index.ts";
import { type Call, judgeOf, observe } from "../histories.ts";

const put = (client: number, sequence: number, value: string): Call => {
  const command: Command = { kind: "put", key: "k", value };
  return ["clientInvoked", client, sequence, command];
};
const get = (client: number, sequence: number): Call => ["clientInvoked", client, sequence, { kind: "get", key: "k" }];
const answered = (client: number, sequence: number, previous: string | undefined, changed: boolean): Call => [
  "clientReturned",
  client,
  sequence,
  1,
  { previous, changed },
];

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

function judged(calls: readonly Call[]): Judge {
  const judge = judgeOf(3, [Linearizability]);
  observe(judge, calls);
  judge.finish([]);
  return judge;
}

const written: Call[] = [put(8, 1, "a"), answered(8, 1, undefined, true)];

describe("linearizability", () => {
  it("lets a history be that has an order, whatever became of what was never answered", () => {
    const history = [...written, put(8, 2, "b"), get(9, 1), answered(9, 1, "a", false)];
    expect(judged(history).violations).toEqual([]);
    expect(judged([...history, get(9, 2), answered(9, 2, "b", false)]).violations).toEqual([]);
    const expired: Call = ["clientSessionExpired", 8, 2];
    expect(judged([...history, expired, get(9, 2), answered(9, 2, "b", false)]).violations).toEqual([]);
  });

  it("has no place for what was refused for good", () => {
    const history: Call[] = [...written, put(8, 2, "b"), ["clientRefused", 8, 2], get(9, 1)];
    expect(judged([...history, answered(9, 1, "a", false)]).violations).toEqual([]);
    expect(judged([...history, answered(9, 1, "b", false)]).violations).toHaveLength(1);
  });

  it("says which operation has no place, and why", () => {
    const { violations } = judged([...written, get(9, 1), answered(9, 1, undefined, false)]);
    expect(violations).toMatchObject([
      {
        invariant: "linearizability",
        event: 4,
        nodes: [],
        message:
          "no order of all operations has a place for get k -> nothing, unchanged of client 9, from event 3 to event 4: " +
          'where it held "a", the answer is "a", unchanged',
      },
    ]);
  });

  it("says no more than three of the states that there can have been", () => {
    // Each of these has been seen by somebody who was not answered yet.
    const others = numbers(5).map((place) => put(10 + place, 1, `v${place}`));
    const readers = numbers(5).map((place) => get(20 + place, 1));
    const seen = numbers(5).map((place) => answered(20 + place, 1, `v${place}`, false));
    const impossible = [get(9, 1), answered(9, 1, "z", false)];
    const [violation] = judged([...written, ...others, ...readers, ...impossible, ...seen]).violations;
    expect(violation!.message.match(/where it held/g)).toHaveLength(3);
    expect(violation!.message).toMatch(/; or it held one of 3 others$/);
  });

  it("is judged at the end, and in a fork by what the fork saw", () => {
    const judge = judgeOf(3, [Linearizability]);
    observe(judge, [...written, get(9, 1)]);
    const fork = judge.fork();
    observe(judge, [answered(9, 1, undefined, false)], 10);
    observe(fork, [answered(9, 1, "a", false)], 10);
    expect(judge.violations).toEqual([]);
    for (const one of [judge, fork]) one.finish([]);
    expect([judge.violations.length, fork.violations.length]).toEqual([1, 0]);
  });

  it("counts a history that takes too many steps, and finds nothing in it", () => {
    const hard = judged(tooLongByTwo(20));
    expect([hard.historiesTooLong, hard.fork().historiesTooLong, hard.violations.length]).toEqual([1, 1, 0]);
    const easy = judged(tooLongByTwo(5));
    expect([easy.historiesTooLong, easy.violations.length]).toEqual([0, 1]);
  });
});

/** Any of these appends can have come in any order, or not at all, but not even all together do they come to the answer. */
function tooLongByTwo(appends: number): Call[] {
  const texts = numbers(appends).map((place) => "x".repeat(2 * (place + 1)));
  const calls = texts.map((value, place): Call => {
    return ["clientInvoked", 10 + place, 1, { kind: "append", key: "k", value }];
  });
  return [...written, ...calls, get(9, 1), answered(9, 1, `a${texts.join("")}xx`, false)];
}

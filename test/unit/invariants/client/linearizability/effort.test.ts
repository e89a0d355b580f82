import { expect, test } from "vitest";
import {
  checkLinearizable,
  keyValueMachineModel,
  registerModel,
} from "../../../../../invariants/client/linearizability/index.ts";
import type { Command } from "../../../../../src/machine/index.ts";
import { cas, operation, type RegisterOperation, read, write } from "./small-histories.ts";

/** What the search leaves out changes no verdict, only the effort. */

function steps(history: readonly RegisterOperation[]): number {
  return checkLinearizable(history, registerModel).steps;
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

const impossible = operation(11, 12, read(), 99);
const writes = numbers(6).map((value) => operation(1, 10, write(value), true));

test("a read is made where it is legal, and that is not reconsidered", () => {
  const reads = numbers(30).map(() => operation(1, 10, read(), null));
  expect(steps([...reads, impossible])).toBeLessThan(100);
  expect(steps([...reads, ...writes, impossible])).toBeLessThan(steps([...writes, impossible]) + 100);
});

test("where a read leads to what is known, nothing else is tried", () => {
  const history = [
    operation(0, 2, write(0), true),
    operation(0, 8, write(0), true),
    operation(5, 13, read(), 0),
    operation(6, 12, read(), 1),
    operation(8, 13, write(0), true),
    operation(9, 10, write(1), true),
    operation(9, 13, write(1), true),
    operation(9, 11, cas(2, 0), true),
    operation(11, 12, write(0), true),
    operation(11, 12, read(), null),
  ];
  expect(steps(history)).toBeLessThan(150);
});

test("a read that did not return costs nothing", () => {
  const pending = numbers(10).map(() => operation(1, 0, read()));
  expect(steps([...pending, ...writes, impossible])).toBe(steps([...writes, impossible]));
});

test("of pending operations of one kind only the next is tried", () => {
  const pending = numbers(30).map(() => operation(1, 0, write(1)));
  const reads = numbers(4).flatMap((at) => [
    operation(10 + at * 10, 11 + at * 10, read(), 1),
    operation(12 + at * 10, 13 + at * 10, write(2), true),
  ]);
  expect(steps([...pending, ...reads, operation(90, 91, read(), 99)])).toBeLessThan(1_000);
});

test("a pending write that nothing sees before the next write is not tried", () => {
  const pending = numbers(100).map((value) => operation(1, 0, write(value)));
  expect(steps([...pending, operation(2, 3, write(1_000), true), operation(90, 91, read(), 1_001)])).toBeLessThan(
    30_000,
  );
});

test("a long history costs little more than its length", () => {
  const history = numbers(5_000).flatMap((at) => [
    operation(at * 10, at * 10 + 25, write(at), true),
    operation(at * 10 + 1, at * 10 + 16, read(), at),
  ]);
  expect(steps(history)).toBeLessThan(50_000);
});

test("of many pending operations only those are tried that lead to what somebody saw, straight or by others", () => {
  const key = "k";
  const all: Command[] = numbers(200).flatMap((at): Command[] => [
    { kind: "put", key, value: `put ${at}` },
    { kind: "compare-and-set", key, expected: `put ${at}`, value: `set ${at}` },
    { kind: "append", key, value: `+${at}` },
    { kind: "delete", key },
  ]);
  const pending = all.map((command, client) => ({ client, command, invokedEvent: 1, returned: undefined }));
  const seen = ["put 7", "set 7+3", undefined, "+5+9", "put 100+8+4", "set 20", undefined];
  const get: Command = { kind: "get", key };
  const reads = seen.map((previous, at) => {
    const returned = { event: 11 + 10 * at, result: { previous, changed: false } };
    return { client: 1_000 + at, command: get, invokedEvent: 10 + 10 * at, returned };
  });
  const history = [...pending, ...reads];
  const { verdict, steps } = checkLinearizable(history, keyValueMachineModel);
  expect(verdict).toBe("linearizable");
  expect(steps).toBeLessThan(10_000);
  const twice = {
    client: 2_000,
    command: get,
    invokedEvent: 90,
    returned: { event: 91, result: reads[0]!.returned.result },
  };
  const refused = checkLinearizable([...history, twice], keyValueMachineModel);
  expect(refused.refusal?.operation).toBe(twice);
  expect(refused.steps).toBeLessThan(20_000);
});

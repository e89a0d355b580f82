import fc from "fast-check";
import {
  type ClientOperation,
  type KvCommand,
  type KvResult,
  type RegisterCommand,
  type RegisterResult,
  registerModel,
} from "../../../../../invariants/client/linearizability/index.ts";
import { type Command, type Result, valueAfter } from "../../../../../src/machine/index.ts";

/** Histories of registers for the tests of the checker. */

export type RegisterOperation = ClientOperation<RegisterCommand, RegisterResult>;

export const read = (key = ""): RegisterCommand => ({ kind: "read", key });
export const write = (value: number, key = ""): RegisterCommand => ({ kind: "write", key, value });
export const cas = (expected: number | null, value: number, key = ""): RegisterCommand => {
  return { kind: "compare-and-set", key, expected, value };
};

let clients = 0;

/** An operation from one event to another with its answer; without an answer it never returned. */
export function operation(
  invokedEvent: number,
  returnedEvent: number,
  command: RegisterCommand,
  result?: RegisterResult,
): RegisterOperation {
  clients += 1;
  const returned = result === undefined ? undefined : { event: returnedEvent, result };
  return { client: clients, command, invokedEvent, returned };
}

const value = fc.integer({ min: 0, max: 2 });

export function commands(keys: readonly string[]): fc.Arbitrary<RegisterCommand> {
  const key = fc.constantFrom(...keys);
  return fc.oneof(
    key.map((name) => read(name)),
    fc.tuple(value, key).map(([written, name]) => write(written, name)),
    fc.tuple(fc.option(value), value, key).map(([expected, written, name]) => cas(expected, written, name)),
  );
}

/** How far before and after its moment an operation began and returned, and whether anybody learned of its answer. */
const span = fc.record({
  before: fc.integer({ min: 1, max: 40 }),
  after: fc.integer({ min: 1, max: 40 }),
  pending: fc.integer({ min: 0, max: 5 }).map((draw) => draw === 0),
});

/** Commands carried out one after the other, ten events apart, each seen from around the moment in which it was. */
export function linearizableHistories(keys: readonly string[], maxLength: number): fc.Arbitrary<RegisterOperation[]> {
  return fc.array(fc.tuple(commands(keys), span), { maxLength, size: "max" }).map((drawn) => {
    const states = new Map<string, RegisterResult>();
    return drawn.map(([command, { before, after, pending }], position) => {
      const held = states.get(command.key) ?? null;
      const result = answer(command, held);
      states.set(command.key, registerModel.step(held, command, result) as RegisterResult);
      const moment = 100 + position * 10;
      return operation(moment - before, moment + after, command, pending ? undefined : result);
    });
  });
}

function answer(command: RegisterCommand, held: RegisterResult): RegisterResult {
  if (command.kind === "read") return held;
  return command.kind === "write" ? true : held === command.expected;
}

/** A command with an answer that some state could give, or any other. */
type Saying<Command, Result> = readonly [command: Command, result: Result];

/** Any operations with any answers; some did not return. `distinct`: no two return in one event. */
export function arbitraryHistories<Command, Result>(
  saying: fc.Arbitrary<Saying<Command, Result>>,
  maxLength: number,
  distinct = false,
): fc.Arbitrary<ClientOperation<Command, Result>[]> {
  const drawn = fc.tuple(saying, fc.nat(12), fc.integer({ min: 1, max: 8 }), fc.nat(4));
  return fc.array(drawn, { maxLength, size: "max" }).map((all) =>
    all.map(([[command, result], begun, length, draw], client) => {
      const invokedEvent = distinct ? begun * 100 : begun;
      const event = distinct ? (begun + length) * 100 + client : begun + length;
      return { client, command, invokedEvent, returned: draw === 4 ? undefined : { event, result } };
    }),
  );
}

export const registerSayings: fc.Arbitrary<Saying<RegisterCommand, RegisterResult>> = fc
  .tuple(commands([""]), fc.option(value), fc.boolean())
  .map(([command, seen, done]) => [command, command.kind === "read" ? seen : command.kind === "write" ? true : done]);

const text = fc.constantFrom("a", "b");
const seenText = fc.constantFrom("", "a", "b", "ab", "ba", "aa", "aba", "bab");

export const kvSayings: fc.Arbitrary<Saying<KvCommand, KvResult>> = fc
  .tuple(fc.constantFrom("get" as const, "put" as const, "append" as const), text, seenText)
  .map(([kind, written, seen]) =>
    kind === "get" ? [{ kind, key: "k" }, seen] : [{ kind, key: "k", value: written }, null],
  );

const held = fc.option(text, { nil: undefined });

export const machineSayings: fc.Arbitrary<Saying<Command, Result>> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom<Command>({ kind: "get", key: "k" }, { kind: "delete", key: "k" }),
      text.map((written): Command => ({ kind: "put", key: "k", value: written })),
      text.map((written): Command => ({ kind: "append", key: "k", value: written })),
      fc
        .tuple(held, text)
        .map(([expected, written]): Command => ({ kind: "compare-and-set", key: "k", expected, value: written })),
    ),
    fc.option(fc.constantFrom("a", "b", "ab"), { nil: undefined }),
    fc.nat(9),
  )
  .map(([command, previous, draw]) => {
    const changed = valueAfter(command, previous) !== previous;
    return [command, { previous, changed: draw === 0 ? !changed : changed }];
  });

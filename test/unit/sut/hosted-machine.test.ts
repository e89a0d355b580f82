import { describe, expect, test } from "vitest";
import type { Machine } from "../../../src/machine/index.ts";
import { HostedMachine } from "../../../src/sut/hosted-machine.ts";
import { MachineFailure } from "../../../src/sut/node-failure.ts";

/** A machine that answers what it is told, and has whatever hash it is given. */
function host(changes: Partial<Machine<unknown, unknown>> = {}): HostedMachine {
  const machine: Machine<unknown, unknown> = { apply: (command) => command, stateHash: 7, fork: () => machine };
  return HostedMachine.create(4, () => Object.defineProperties(machine, Object.getOwnPropertyDescriptors(changes)));
}

function fail(): never {
  throw new RangeError("no such account");
}

function failureOf(body: () => unknown): MachineFailure {
  try {
    body();
  } catch (error) {
    if (error instanceof MachineFailure) return error;
    throw error;
  }
  throw new Error("Nothing failed.");
}

describe("a hosted machine", () => {
  test("answers as the machine does, and so does its fork", () => {
    const command = { kind: "open", name: "a" };
    for (const machine of [host(), host().fork()]) {
      expect(machine.apply(command)).toBe(command);
      expect(machine.stateHash).toBe(7);
    }
  });

  test("freezes what it answers", () => {
    const balances = { a: [1] };
    host({ apply: () => balances }).apply("balances");
    expect([balances, balances.a].map(Object.isFrozen)).toEqual([true, true]);
  });

  test.each([
    ["making it", () => HostedMachine.create(4, fail)],
    ["applying", () => host({ apply: fail }).apply(1)],
    ["forking", () => host({ fork: fail }).fork()],
    [
      "the state hash",
      () =>
        host({
          get stateHash() {
            return fail();
          },
        }).stateHash,
    ],
    ["applying in a fork", () => host({ apply: fail }).fork().apply(1)],
  ])("what %s throws is its node's failure", (_, body) => {
    const failure = failureOf(body);
    expect(failure).toMatchObject({ node: 4, message: "no such account" });
    expect(failure.cause).toBeInstanceOf(RangeError);
  });

  test("an answer that is not plain data is its node's failure", () => {
    expect(failureOf(() => host({ apply: () => undefined }).apply(1)).message).toContain("undefined is not plain data");
  });

  test.each([
    [0xffff_fffe, -2],
    [2 ** 31, -(2 ** 31)],
    [-(2 ** 31), -(2 ** 31)],
  ])("a state hash of %i is told as %i", (hash, told) => {
    expect(host({ stateHash: hash }).stateHash).toBe(told);
  });

  test.each([Number.NaN, 0.5, 2 ** 32, -(2 ** 31) - 1])("a state hash of %d is its node's failure", (stateHash) => {
    expect(failureOf(() => host({ stateHash }).stateHash).message).toBe(
      `its stateHash is ${stateHash}, not a 32-bit integer`,
    );
  });
});

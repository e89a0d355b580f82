import { describe, expect, test } from "vitest";
import { type Application, core, PlainDataError, Run, type RunResult } from "../../../../src/index.ts";
import { finish } from "../whole-runs.ts";
import { Bank, type BankCommand, type BankResult, bankApplication } from "./bank.ts";

function startRun(seed: string, application: Application<unknown, unknown>): Run {
  return Run.start({ seed, nodes: 3, operations: 400, checkers: true, application }, core);
}

function resultOf(seed: string, createMachine: () => Bank): RunResult {
  return finish(startRun(seed, bankApplication(createMachine)));
}

describe("a machine of one's own", () => {
  test.each(["b", "e", "h", "i"])("takes the key-value one's place in a whole run: seed %s", (seed) => {
    const tally = new Map<string, number>();
    const result = finish(
      startRun(
        seed,
        bankApplication(() => new Bank(), tally),
      ),
    );
    expect(result.violations).toEqual([]);
    expect(result.committed).toBeGreaterThan(20);
    expect([...tally.keys()].sort()).toEqual(
      expect.arrayContaining(["deposit done", "statement done", "transfer done", "transfer refused"]),
    );
    const answered = [...tally.values()].reduce((sum, count) => sum + count, 0);
    expect(answered).toBe(result.exercised["client operations applied"]);
  });

  test("makes another run than the key-value one, and the same one each time, in a fork too", () => {
    const result = resultOf("a", () => new Bank());
    const run = startRun("a", bankApplication());
    run.advance(result.events >> 1);
    const fork = run.fork();
    expect(finish(run)).toEqual(result);
    expect(finish(fork)).toEqual(result);
    const keyValue = finish(Run.start({ seed: "a", nodes: 3, operations: 400, checkers: true }, core));
    expect(keyValue.fingerprint).not.toBe(result.fingerprint);
  });
});

describe("a machine that is not a function of its commands", () => {
  test("because its copies share a counter is caught by state-machine-safety", () => {
    let transfers = 0;
    class FeeOnEveryTenth extends Bank {
      override apply(command: BankCommand): BankResult {
        const fee = command.kind === "transfer" && ++transfers % 10 === 0 ? 1 : 0;
        return super.apply(fee > 0 ? { kind: "deposit", account: "bank", amount: fee } : command);
      }
    }
    const [first] = resultOf("shared", () => new FeeOnEveryTenth()).violations;
    expect(first).toMatchObject({ invariant: "state-machine-safety" });
    expect(first!.message).toMatch(/has machine state [0-9a-f]{8} after applying index/);
  });

  test("because a fork is the machine itself is caught when a node restarts from it", () => {
    class Unforked extends Bank {
      override fork(): Bank {
        return this;
      }
    }
    const results = ["a", "b", "c", "d"].map((seed) => resultOf(seed, () => new Unforked()));
    const violations = results.flatMap((result) => result.violations);
    expect(violations[0]).toMatchObject({ invariant: "state-machine-safety" });
    expect(violations[0]!.message).toMatch(/has machine state [0-9a-f]{8} restored to index/);
  });

  test("because it asks for chance meets the guard", () => {
    class Lottery extends Bank {
      override apply(command: BankCommand): BankResult {
        return Math.random() < 2 ? super.apply(command) : { done: false, balances: {} };
      }
    }
    const { verdict, violations } = resultOf("chance", () => new Lottery());
    expect(verdict).toBe("fail");
    expect(violations).toMatchObject([{ invariant: "determinism" }]);
    expect(violations[0]!.message).toMatch(/^n\d is not a function of its inputs: Math.random was called inside/);
  });
});

describe("what a machine throws", () => {
  test("is a violation that names the node, and not a failure of the lab", () => {
    class Closed extends Bank {
      override apply(command: BankCommand): BankResult {
        if (command.kind === "transfer" && command.from === "bob") throw new RangeError("bob is unknown");
        return super.apply(command);
      }
    }
    const { violations } = resultOf("closed", () => new Closed());
    expect(violations).toMatchObject([{ invariant: "machine-failure", nodes: [expect.any(Number)] }]);
    expect(violations[0]!.message).toBe(`the machine of n${violations[0]!.nodes[0]} threw: bob is unknown`);
  });

  test("is what it did to a command that all nodes share", () => {
    class Careless extends Bank {
      override apply(command: BankCommand): BankResult {
        if (command.kind === "deposit") (command as { amount: number }).amount++;
        return super.apply(command);
      }
    }
    const { violations } = resultOf("careless", () => new Careless());
    expect(violations).toMatchObject([{ invariant: "machine-failure" }]);
    expect(violations[0]!.message).toContain("Cannot assign to read only property 'amount'");
  });

  test("is also an answer that is no answer", () => {
    class Silent extends Bank {
      override apply(command: BankCommand): BankResult {
        super.apply(command);
        return undefined as unknown as BankResult;
      }
    }
    const { violations } = resultOf("silent", () => new Silent());
    expect(violations).toMatchObject([{ invariant: "machine-failure" }]);
    expect(violations[0]!.message).toContain("undefined is not plain data");
  });
});

test("a command that is not plain data is refused by its name", () => {
  const application = bankApplication();
  const dated: Application<unknown, unknown> = {
    createMachine: () => application.createMachine(),
    createCommands: () => ({
      next: () => ({ kind: "statement", until: new Date(0) }),
      learned: () => {},
      lost: () => {},
      fork: () => dated.createCommands(),
    }),
  };
  expect(() => finish(startRun("dated", dated))).toThrow(PlainDataError);
  expect(() => finish(startRun("dated", dated))).toThrow("An instance of Date is not plain data");
});

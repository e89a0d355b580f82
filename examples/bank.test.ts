// A state machine of one's own: a bank. Run it: npx vitest run examples/bank.test.ts

import { type Application, type Commands, describeViolations, hashPlain, type Machine, simulate } from "kraft";
import { describe, expect, test } from "vitest";

// Commands and results are plain data.
type Order =
  | { readonly kind: "transfer"; readonly from: string; readonly to: string; readonly amount: number }
  | { readonly kind: "statement" };

interface Receipt {
  readonly done: boolean;
  readonly balances: Readonly<Record<string, number>>;
}

const ACCOUNTS = ["alice", "bob", "carol"];
const OPENING_BALANCE = 100;

/** What every node holds a copy of: a function of the orders that it has applied, and of nothing else. */
class Bank implements Machine<Order, Receipt> {
  protected balances: Record<string, number> = Object.fromEntries(ACCOUNTS.map((name) => [name, OPENING_BALANCE]));

  apply(order: Order): Receipt {
    const done = order.kind === "statement" || this.transfer(order.from, order.to, order.amount);
    // What must always hold of a machine is best said by the machine: if it throws, the lab reports it.
    if (totalOf(this.balances) !== ACCOUNTS.length * OPENING_BALANCE) throw new Error("money was made or lost");
    return { done, balances: { ...this.balances } };
  }

  get stateHash(): number {
    return hashPlain(this.balances, 0);
  }

  /** Nodes restart from copies: a copy must share nothing that changes. */
  fork(): Bank {
    const copy: Bank = Object.create(Object.getPrototypeOf(this));
    copy.balances = { ...this.balances };
    return copy;
  }

  protected transfer(from: string, to: string, amount: number): boolean {
    if (this.balances[from]! < amount) return false;
    this.balances[from]! -= amount;
    this.balances[to]! += amount;
    return true;
  }
}

/** What one client asks for. Equal draws make equal orders, so that a seed makes the same run again. */
class Customer implements Commands<Order, Receipt> {
  next(draw: number): Order {
    const [from, to] = [ACCOUNTS[draw % 3]!, ACCOUNTS[Math.floor(draw / 3) % 3]!];
    return draw % 10 === 0 ? { kind: "statement" } : { kind: "transfer", from, to, amount: 1 + (draw % 70) };
  }

  // A customer who went by what was learned before would keep it here.
  learned(): void {}
  lost(): void {}

  fork(): Customer {
    return new Customer();
  }
}

function bankOf(createMachine: () => Bank): Application<Order, Receipt> {
  return { createMachine, createCommands: () => new Customer() };
}

function totalOf(balances: Receipt["balances"]): number {
  return Object.values(balances).reduce((sum, balance) => sum + balance, 0);
}

describe("a bank", () => {
  test.each(["1", "2", "3"])("neither makes nor loses money, whatever happens to it: seed %s", (seed) => {
    const application = bankOf(() => new Bank());
    const result = simulate({ scenario: "mixed", operations: 500, seed, application }).finish();
    expect(describeViolations(result)).toBe("");
    expect(result.committed).toBeGreaterThan(20);
  });

  test("tells its customers the same, before and after its leader crashed", () => {
    const world = simulate({ seed: "statement", application: bankOf(() => new Bank()) });
    world.run({ untilMs: 2_000 });
    world.crash("leader", { forMs: 1_000 });
    world.run({ forMs: 2_000 });
    const statement = world.submit({ kind: "statement" });
    while (statement.outcome === "open") world.run({ forMs: 10 });
    expect(totalOf(statement.result!.balances)).toBe(ACCOUNTS.length * OPENING_BALANCE);
    expect(describeViolations(world.finish())).toBe("");
  });
});

describe("a broken bank is caught", () => {
  test("that reads both balances before it writes them: who pays himself makes money", () => {
    class Hasty extends Bank {
      protected override transfer(from: string, to: string, amount: number): boolean {
        const [payer, payee] = [this.balances[from]!, this.balances[to]!];
        if (payer < amount) return false;
        this.balances[from] = payer - amount;
        this.balances[to] = payee + amount;
        return true;
      }
    }
    const world = simulate({ seed: "hasty", application: bankOf(() => new Hasty()) });
    world.run({ untilMs: 5_000 });
    expect(world.violations).toMatchObject([{ invariant: "machine-failure" }]);
    expect(describeViolations(world.finish())).toContain("threw: money was made or lost");
  });

  test("whose copies share their balances: a node that restarts applies orders twice", () => {
    class Shared extends Bank {
      override fork(): Bank {
        const copy = new Shared();
        copy.balances = this.balances;
        return copy;
      }
    }
    const world = simulate({ seed: "shared", application: bankOf(() => new Shared()) });
    world.run({ untilMs: 5_000 });
    world.crash("follower", { forMs: 100 });
    world.run({ forMs: 1_000 });
    expect(world.violations[0]).toMatchObject({ invariant: "state-machine-safety" });
  });
});

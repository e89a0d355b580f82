import { type Application, type Commands, hashPlain, type Machine } from "../../../../src/index.ts";

export type BankCommand =
  | { readonly kind: "deposit"; readonly account: string; readonly amount: number }
  | { readonly kind: "transfer"; readonly from: string; readonly to: string; readonly amount: number }
  | { readonly kind: "statement" };

/** Whether it was done, and the balances that it read or changed. */
export interface BankResult {
  readonly done: boolean;
  readonly balances: { readonly [account: string]: number };
}

const ACCOUNTS = ["alice", "bob", "carol"];

/** Accounts that start with nothing and are never overdrawn. */
export class Bank implements Machine<BankCommand, BankResult> {
  protected balances: Readonly<Record<string, number>> = {};

  apply(command: BankCommand): BankResult {
    switch (command.kind) {
      case "deposit":
        return this.change({ [command.account]: this.balanceOf(command.account) + command.amount });
      case "transfer": {
        const { amount, from, to } = command;
        if (from === to || this.balanceOf(from) < amount) return { done: false, balances: {} };
        return this.change({ [from]: this.balanceOf(from) - amount, [to]: this.balanceOf(to) + amount });
      }
      case "statement":
        return { done: true, balances: { ...this.balances } };
    }
  }

  get stateHash(): number {
    return hashPlain(this.balances, 0);
  }

  fork(): Bank {
    return Object.assign(Object.create(Object.getPrototypeOf(this)) as Bank, this);
  }

  private balanceOf(account: string): number {
    return this.balances[account] ?? 0;
  }

  private change(balances: BankResult["balances"]): BankResult {
    this.balances = { ...this.balances, ...balances };
    return { done: true, balances };
  }
}

/** A customer, who counts what became of the commands in a tally that all customers share. */
export class Customer implements Commands<BankCommand, BankResult> {
  private readonly tally: Map<string, number>;

  constructor(tally: Map<string, number>) {
    this.tally = tally;
  }

  next(draw: number, client: number, sequence: number): BankCommand {
    const account = ACCOUNTS[draw % 3]!;
    const other = ACCOUNTS[client % 3]!;
    if (draw % 5 === 0) return { kind: "statement" };
    if (draw % 5 === 1) return { kind: "deposit", account, amount: 10 + (sequence % 7) };
    return { kind: "transfer", from: account, to: other, amount: 1 + (draw % 29) };
  }

  learned(command: BankCommand, result: BankResult): void {
    const name = `${command.kind} ${result.done ? "done" : "refused"}`;
    this.tally.set(name, (this.tally.get(name) ?? 0) + 1);
  }

  lost(): void {}

  fork(): Customer {
    return new Customer(this.tally);
  }
}

/** A bank, or a machine like it, with its customers. */
export function bankApplication(
  createMachine: () => Machine<BankCommand, BankResult> = () => new Bank(),
  tally: Map<string, number> = new Map(),
): Application<BankCommand, BankResult> {
  return { createMachine, createCommands: () => new Customer(tally) };
}

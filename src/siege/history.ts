import type { ClientOperation } from "../../invariants/client/linearizability/index.ts";
import type { Command, Result } from "../machine/index.ts";

/** `ok`: it was answered. `fail`: it had no effect, and never will. `info`: nobody knows whether it had, or will. */
export type Outcome = "ok" | "fail" | "info";

/** An operation from when it was asked for. Times are milliseconds since the siege began, of a monotonic clock. */
export interface Operation {
  readonly client: number;
  /** As Jepsen has it: what ends with an unknown outcome ends its process, and the client goes on as another. */
  readonly process: number;
  readonly command: Command;
  readonly invokedEvent: number;
  readonly invokedMs: number;
  /** Undefined: it is under way. */
  end: End | undefined;
}

export interface End {
  readonly event: number;
  readonly atMs: number;
  readonly outcome: Outcome;
  /** Of what was answered. */
  readonly result: Result | undefined;
  /** Why it was not. */
  readonly reason: string | undefined;
}

/** What clients asked for and were answered, in the order in which it happened here. */
export class History {
  readonly operations: Operation[] = [];
  private readonly clients: number;
  private readonly processes: number[];
  private readonly now: () => number;
  private readonly onEnd: (operation: Operation) => void;
  private events = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(clients: number, now: () => number, onEnd: (operation: Operation) => void = () => {}) {
    this.clients = clients;
    this.processes = Array.from({ length: clients }, (_, client) => client);
    this.now = now;
    this.onEnd = onEnd;
  }

  invoke(client: number, command: Command): Operation {
    const operation: Operation = {
      client,
      process: this.processes[client]!,
      command,
      invokedEvent: this.events++,
      invokedMs: this.now(),
      end: undefined,
    };
    this.operations.push(operation);
    return operation;
  }

  answered(operation: Operation, result: Result): void {
    this.finish(operation, "ok", result, undefined);
  }

  failed(operation: Operation, reason: string): void {
    this.finish(operation, "fail", undefined, reason);
  }

  /** Nothing was heard of what became of it. A read changes nothing, so that it is as if it had failed. */
  inDoubt(operation: Operation, reason: string): void {
    if (operation.command.kind === "get") {
      this.failed(operation, reason);
      return;
    }
    this.finish(operation, "info", undefined, reason);
    this.processes[operation.client]! += this.clients;
  }

  private finish(operation: Operation, outcome: Outcome, result: Result | undefined, reason: string | undefined): void {
    if (operation.end !== undefined) throw new Error(`an operation of client ${operation.client} ended twice`);
    operation.end = { event: this.events++, atMs: this.now(), outcome, result, reason };
    this.onEnd(operation);
  }
}

/** As the checker has it: what failed did not happen, and what nobody heard of has no return. */
export function checkedOperations(operations: readonly Operation[]): ClientOperation<Command, Result>[] {
  return operations.flatMap(({ process, command, invokedEvent, end }) => {
    if (end?.outcome === "fail") return [];
    const returned = end?.result === undefined ? undefined : { event: end.event, result: end.result };
    return [{ client: process, command, invokedEvent, returned }];
  });
}

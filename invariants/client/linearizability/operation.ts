/**
 * What the checker must know of one operation of one client; the operations of src/workload/history.ts fit as they are.
 * Events are whole numbers that grow with time, of one clock for all clients. Within one event, answers precede the
 * operations that begin.
 */
export interface ClientOperation<Command = unknown, Result = unknown> {
  readonly client: number;
  /** Plain data. */
  readonly command: Command;
  readonly invokedEvent: number;
  /** Undefined: nobody knows whether it took effect; it may have done so at any time since it began, or never. */
  readonly returned: ClientReturn<Result> | undefined;
}

export interface ClientReturn<Result> {
  /** After the event in which the operation began. */
  readonly event: number;
  /** Plain data. */
  readonly result: Result;
}

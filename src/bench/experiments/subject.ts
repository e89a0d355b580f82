import type { Completion } from "./completion.ts";

/** What was answered in a span of time. */
export interface Span {
  readonly completions: readonly Completion[];
  /** Beginning and end, on the clock of what is measured. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How long it took on the wall's clock; the same, where that is the clock of what is measured. */
  readonly wallSeconds: number;
}

/** A cluster that is measured, in the simulator or of real processes. */
export interface Subject {
  readonly nodes: number;
  readonly nowMs: number;
  /** So many clients write from now on, each again as soon as it is answered, and find the leader by themselves. */
  begin(clients: number): void;
  /** Lets time pass. What was answered in it. */
  run(seconds: number): Promise<Span>;
  /** No client writes any more. */
  end(): Promise<void>;
  /** Who leads; waits for somebody who does. */
  leader(): Promise<number>;
  /** Without a warning. Gives the time at which it happened, or shortly before. */
  kill(node: number): Promise<number>;
  restart(node: number): Promise<void>;
}

/** Does the work with a new cluster that so many clients can ask at most; nothing of it is left. */
export type WithSubject = <Result>(
  nodes: number,
  maxClients: number,
  work: (subject: Subject) => Promise<Result>,
) => Promise<Result>;

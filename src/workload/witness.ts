import type { Assurance } from "../machine/read.ts";

/** Who is told what clients do. */
export interface ClientWitness {
  /** A client began an operation. Sequences of a client increase; one is open at a time. */
  clientInvoked(client: number, sequence: number, command: unknown): void;
  /**
   * A client began an operation that only reads and does not go through the log. It shares the client's sequences, and
   * ends as all do: its index is up to where the machine that was read had applied the log.
   */
  clientRead(client: number, sequence: number, command: unknown, consistency: Assurance, maxStalenessUs: number): void;
  /**
   * A client's operation ended: `index` is where the cluster said it was applied, `result` its answer; an outcome that
   * the client never learned is reported with index 0 and result undefined.
   */
  clientReturned(client: number, sequence: number, index: number, result: unknown): void;
  /** A client's operation ended, its outcome unknown, because the cluster said that its session had expired. */
  clientSessionExpired(client: number, sequence: number): void;
  /** A client's operation ended without effect: no leader ever takes the command. */
  clientRefused(client: number, sequence: number): void;
}

/** Who is told what clients do. */
export interface ClientWitness {
  /** A client began an operation. Sequences of a client increase; one is open at a time. */
  clientInvoked(client: number, sequence: number, command: unknown): void;
  /**
   * A client's operation ended: `index` is where the cluster said it was applied, `result` its answer; an outcome that
   * the client never learned is reported with index 0 and result undefined.
   */
  clientReturned(client: number, sequence: number, index: number, result: unknown): void;
  /** A client's operation ended, its outcome unknown, because the cluster said that its session had expired. */
  clientSessionExpired(client: number, sequence: number): void;
}

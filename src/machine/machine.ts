/**
 * A replicated state machine: the same commands in the same order lead every copy to the same state and the same
 * results. Implement it to run your own in place of ours.
 *
 * It is deterministic: nothing but its state and the command decides what `apply` does. No clock, no randomness, no
 * input or output, no iteration in an order that the engine is free to choose.
 */
export interface Machine<Command, Result> {
  /**
   * Carries out a command and answers it. A command that cannot be carried out is answered too, never thrown. In the
   * lab both are plain data (see plain-data.ts) and frozen, so an answer holds no part of the state that still changes.
   */
  apply(command: Command): Result;
  /**
   * Answers a command that changes nothing, as `apply` would. Only a machine that has it can be read without an entry
   * in the log, and only the commands that its application calls reads (`Application.readsOnly`) are asked of it.
   */
  query?(command: Command): Result;
  /**
   * A 32-bit integer hash of the state: equal for equal states whatever the path that led there, and almost surely
   * different for different states. It is read after every command, so keep it as you go unless the state is small;
   * `hashPlain` hashes any plain data.
   */
  readonly stateHash: number;
  /**
   * The state as bytes, in pieces of any size, made as they are asked for: equal states give equal bytes, whatever the
   * path that led there. Meanwhile the machine applies nothing. Only a machine that has this and `restoreState` can be
   * written to a real server's disk; the lab needs neither.
   */
  stateBytes?(): Iterable<Uint8Array>;
  /**
   * Takes up the state of another, from what its `stateBytes` gave, cut into any pieces. It has applied nothing before.
   *
   * @throws DecodingError if these are other bytes. Then it is of no use any more.
   */
  restoreState?(pieces: Iterable<Uint8Array>): void;
  /** A copy that goes on identically and shares nothing that changes. It is taken often, so keep it cheap. */
  fork(): Machine<Command, Result>;
}

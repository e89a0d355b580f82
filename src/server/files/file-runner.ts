import type { FileOperation } from "../../storage/file-operation.ts";

/** Carries out what storage asks for. One batch at a time. */
export interface FileRunner {
  /**
   * Carries the operations out in order. Rejects with a `FileError` at the first that fails: of those behind it none was
   * begun, and the directory is not to be changed any more.
   */
  run(batch: readonly FileOperation[]): Promise<void>;
  /**
   * Carries the operations out before it returns, while everything else stands still. False where that takes more than a
   * single write: nothing was done then. Throws a `FileError`, which means what it means in `run`.
   */
  runAtOnce(batch: readonly FileOperation[]): boolean;
  /** Lets go of the directory. No batch is under way. */
  close(): Promise<void>;
}

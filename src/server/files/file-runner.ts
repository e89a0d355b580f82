import type { FileOperation } from "../../storage/file-operation.ts";

/** Carries out what storage asks for. One batch at a time. */
export interface FileRunner {
  /**
   * Carries the operations out in order. Rejects with a `FileError` at the first that fails: of those behind it none was
   * begun, and the directory is not to be changed any more.
   */
  run(batch: readonly FileOperation[]): Promise<void>;
  /** Lets go of the directory. No batch is under way. */
  close(): Promise<void>;
}

import type { FileError, FileOperation } from "./file-operation.ts";

/**
 * What a program finds on a disk of bytes: it turns the program's writes into operations on files, and reads the files.
 * The system under test supplies it; the world carries out the operations and decides what survives a crash.
 */
export interface FiledImage<W> {
  /** Notes what the program wrote. */
  write(write: number, record: unknown): void;
  /** What is to be carried out next, in order; undefined if there is nothing. Asked for only when no batch is under way. */
  takeBatch(): readonly FileOperation[] | undefined;
  /** The batch was carried out: the highest write that is durable now. */
  batchDone(witness: W): number;
  /** An operation of the batch failed, and those behind it were not carried out. */
  batchFailed(reason: string): void;
  /** The batch asks for what no file system could do. */
  refused(error: FileError): never;
  /** A bit of the files turned over at rest. */
  damaged(): void;
  /** The process or the power failed: what is in memory is gone, and the files are as they survived. */
  crashed(): void;
  /** A copy that goes on identically, on a copy of the files. */
  fork(files: FileReader): FiledImage<W>;
}

/** The files of a disk as they are now, durable or not. */
export interface FileReader {
  /** The names, in no order. */
  list(): readonly string[];
  sizeBytes(file: string): number;
  /** As many bytes as there are from `offset` on, up to `length`. */
  read(file: string, offset: number, length: number): Uint8Array;
}

/** Makes the image of a new, empty disk of an endpoint. */
export type CreateFiledImage<W> = (id: number, files: FileReader) => FiledImage<W>;

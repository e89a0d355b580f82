import type { FileOperation } from "../../storage/file-operation.ts";

/** The system would not do something to a file. One clear line: what, to which file, and what the system said. */
export class FileError extends Error {
  override readonly name = "FileError";
  /** The system's own code, such as ENOSPC; empty if it gave none. */
  readonly code: string;

  constructor(deed: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`cannot ${deed}: ${REASONS[code ?? ""] ?? message ?? String(cause)}`, { cause });
    this.code = code ?? "";
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device (ENOSPC)",
  EDQUOT: "the disk quota is used up (EDQUOT)",
  EIO: "the device failed (EIO)",
  EROFS: "the file system is read-only (EROFS)",
  EACCES: "permission is denied (EACCES)",
  ENOENT: "there is no such file (ENOENT)",
  EMFILE: "this process has too many files open (EMFILE)",
};

/** An operation in words, with the name of its file. */
export function deedOf(operation: FileOperation): string {
  switch (operation.kind) {
    case "create":
      return `create ${operation.file}`;
    case "append":
      return `append ${operation.bytes.length} bytes to ${operation.file}`;
    case "sync":
      return `sync ${operation.file}`;
    case "sync-directory":
      return "sync the directory";
    case "rename":
      return `rename ${operation.file} to ${operation.to}`;
    case "remove":
      return `remove ${operation.file}`;
  }
}

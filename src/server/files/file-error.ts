import type { FileOperation } from "../../storage/file-operation.ts";
import type { OpenFiles } from "./open-files.ts";

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
  ENOSPC: "no space is left on the device (ENOSPC); make room there, and start the server again",
  EDQUOT: "the disk quota is used up (EDQUOT); make room there, and start the server again",
  EIO: "the device failed (EIO)",
  EROFS: "the file system is read-only (EROFS)",
  EACCES: "permission is denied (EACCES)",
  ENOENT: "there is no such file (ENOENT)",
  EMFILE: "this process has too many files open (EMFILE)",
};

/** An operation in words, with the path of its file. */
export function deedOf(operation: FileOperation, files: Pick<OpenFiles, "pathOf">): string {
  if (operation.kind === "sync-directory") return `sync ${files.pathOf(".")}`;
  const path = files.pathOf(operation.file);
  switch (operation.kind) {
    case "append":
      return `append ${operation.bytes.length} bytes to ${path}`;
    case "rename":
      return `rename ${path} to ${operation.to}`;
    case "truncate":
      return `truncate ${path} to ${operation.sizeBytes} bytes`;
    case "create":
    case "sync":
    case "remove":
      return `${operation.kind} ${path}`;
  }
}

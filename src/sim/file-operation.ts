/** One change to the files of a disk. They are carried out in order, and the first that fails ends the batch it is in. */
export type FileOperation =
  /** A new, empty file. One of that name is emptied. */
  | { readonly kind: "create"; readonly file: string }
  | { readonly kind: "append"; readonly file: string; readonly bytes: Uint8Array }
  /** What is in the file now is durable; its name in the directory need not be. */
  | { readonly kind: "sync"; readonly file: string }
  /** The names are durable as they are now. */
  | { readonly kind: "sync-directory" }
  /** At once; a file that has the new name already is gone. */
  | { readonly kind: "rename"; readonly file: string; readonly to: string }
  | { readonly kind: "remove"; readonly file: string };

/** A file that is not there, or what cannot be done to one: no disk is at fault, but who asks for it. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/**
 * One change to the files of a node's own directory. Storage puts them out as data, so that the same code runs on real
 * files and on simulated ones. They are carried out in order, and the first that fails ends the batch it is in.
 */
export type FileOperation =
  /** A new, empty file. One of that name is emptied. */
  | { readonly kind: "create"; readonly file: string }
  | { readonly kind: "append"; readonly file: string; readonly bytes: Uint8Array }
  /** Everything in the file survives a power loss from now on; its name in the directory does not yet. */
  | { readonly kind: "sync"; readonly file: string }
  /** Every creation, renaming and removal so far survives a power loss from now on. */
  | { readonly kind: "sync-directory" }
  /** At once; a file that has the new name already is gone. */
  | { readonly kind: "rename"; readonly file: string; readonly to: string }
  | { readonly kind: "remove"; readonly file: string };

/** What the directory holds now, whether it is synced or not. Whatever fails is thrown, with the file's name. */
export interface FileReader {
  /** The names, in no order. */
  list(): readonly string[];
  sizeBytes(file: string): number;
  /** As many bytes as there are from `offset` on, up to `length`. */
  read(file: string, offset: number, length: number): Uint8Array;
}

/** A data directory cannot be used as a person wants it. The message is one clear line. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}

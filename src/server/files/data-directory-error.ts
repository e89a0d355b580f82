/** A data directory cannot be used as a person wants it. The message is one clear line. */
export class DataDirectoryError extends Error {
  override readonly name: string = "DataDirectoryError";
}

/** No directory can be where a person wants it. */
export class WrongPlaceError extends DataDirectoryError {
  override readonly name = "WrongPlaceError";
}

/** Something is wrong with the command line. The message is one line that names it and says what is allowed. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

import { DecodingError } from "../../machine/index.ts";

/** A server of the cluster, or whoever passed for one, has given this node what it can never apply. One clear line. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

/** What `decode` gives. Throws an `UndecodableError` that says which bytes are none of this program's, and where. */
export function decoded<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error;
    throw new UndecodableError(`${what} holds bytes that no server of this version has written: ${error.message}`, {
      cause: error,
    });
  }
}

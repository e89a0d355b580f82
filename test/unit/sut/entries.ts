import {
  createRegistration,
  createRequest,
  type Registration,
  type Request,
  stampRequest,
} from "../../../src/machine/index.ts";
import type { Entry, Write } from "../../../src/raft/index.ts";

/** Of the session that `REGISTRATION` opens if its entry is the second of the log, behind a no-op. */
export function putRequest(sequence: number, value = `value ${sequence}`): Request {
  return createRequest(9, 2, sequence, { kind: "put", key: "key", value });
}

export const REGISTRATION: Registration = createRegistration(9, 1);

/** A command's entry, or a no-op where there is no request. */
export function entryOf(index: number, term: number, request?: Request): Entry {
  if (request === undefined) return { index, term, kind: "no-op", data: undefined, bytes: 0 };
  return { index, term, kind: "command", data: stampRequest(request, 1_000), bytes: request.bytes };
}

/** Commands at consecutive indexes, one for each term that is given. */
export function commands(firstIndex: number, ...terms: readonly number[]): Entry[] {
  return terms.map((term, place) => entryOf(firstIndex + place, term, putRequest(firstIndex + place)));
}

export function appendOf(number: number, entries: readonly Entry[]): Write {
  return { kind: "append", number, entries };
}

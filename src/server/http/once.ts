import type { IncomingHttpHeaders } from "node:http";
import { type Asked, type Command, createOneShot, createRequest } from "../../machine/index.ts";
import { invalid, type Problem } from "./problem.ts";
import { DIGITS, described } from "./schemas.ts";

/** The headers by which a command that is sent twice is carried out once. */
export const ONCE_HEADERS = {
  type: "object",
  properties: {
    "kraft-client": described("Of the session that POST /client/session gave.", DIGITS),
    "kraft-session": described("Of the session that POST /client/session gave.", DIGITS),
    "kraft-sequence": described("Counts the commands of the session from 1; a retry keeps it.", DIGITS),
    "idempotency-key": {
      type: "string",
      minLength: 1,
      maxLength: 255,
      description: "Instead of a session: a retry with the same key is given the first answer.",
    },
  },
} as const;

const SESSION_HEADERS = ["kraft-client", "kraft-session", "kraft-sequence"] as const;
const { minLength, maxLength } = ONCE_HEADERS.properties["idempotency-key"];
const NUMBER = new RegExp(DIGITS.pattern);

/**
 * A command in its envelope: what the headers say about being sent twice. They are checked here and not by a schema,
 * which would cost every request as much as all other checks together.
 */
export function askOnce(headers: IncomingHttpHeaders, command: Command): Asked | Problem {
  // node:http joins what it does not know, so that it is a text.
  const key = headers["idempotency-key"] as string | undefined;
  if (SESSION_HEADERS.some((name) => headers[name] !== undefined)) return askInSession(headers, key, command);
  if (key !== undefined && (key.length < minLength || key.length > maxLength)) {
    const message = `An Idempotency-Key has ${minLength} to ${maxLength} characters; this one has ${key.length}.`;
    return invalid("headers.idempotency-key", message);
  }
  return createOneShot(command, key);
}

function askInSession(headers: IncomingHttpHeaders, key: string | undefined, command: Command): Asked | Problem {
  if (key !== undefined) {
    return invalid("headers.idempotency-key", "A command is sent in a session or with an Idempotency-Key, not both.");
  }
  const numbers: number[] = [];
  for (const name of SESSION_HEADERS) {
    const text = headers[name];
    if (text === undefined) {
      return invalid(
        `headers.${name}`,
        "Kraft-Client, Kraft-Session and Kraft-Sequence belong together: one is missing.",
      );
    }
    if (typeof text !== "string" || !NUMBER.test(text)) {
      return invalid(`headers.${name}`, `"${name}" in the headers must be a whole number of at most 15 digits.`);
    }
    numbers.push(Number(text));
  }
  if (numbers[2] === 0) return invalid("headers.kraft-sequence", "Kraft-Sequence counts from 1.");
  return createRequest(numbers[0]!, numbers[1]!, numbers[2]!, command);
}

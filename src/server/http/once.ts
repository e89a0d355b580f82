import type { IncomingHttpHeaders } from "node:http";
import { type Asked, type Command, createOneShot, createRequest } from "../../machine/index.ts";
import { invalid, type Problem } from "./problem.ts";

/** A command in its envelope: what the headers say about being sent twice. */
export function askOnce(headers: IncomingHttpHeaders, command: Command): Asked | Problem {
  const client = headers["kraft-client"];
  const session = headers["kraft-session"];
  const sequence = headers["kraft-sequence"];
  const key = headers["idempotency-key"];
  if (client === undefined && session === undefined && sequence === undefined) {
    // node:http joins what it does not know, so that it is a text.
    return createOneShot(command, key as string | undefined);
  }
  if (client === undefined || session === undefined || sequence === undefined) {
    return invalid(
      "headers",
      "Kraft-Client, Kraft-Session and Kraft-Sequence belong together: one of them is missing.",
    );
  }
  if (key !== undefined) {
    return invalid("headers.idempotency-key", "A command is sent in a session or with an Idempotency-Key, not both.");
  }
  return createRequest(Number(client), Number(session), Number(sequence), command);
}

import { PROBLEM_CODES } from "./problem.ts";

/** Parts that the schemas of all routes are made of. Validation, serialization and the OpenAPI document follow them. */

export const TEXT = { type: "string" } as const;
export const TEXT_OR_NULL = { type: ["string", "null"] } as const;
export const COUNT = { type: "integer", minimum: 0 } as const;
export const NODE_ID = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;

/** In a URL or a header, where everything is text. */
export const DIGITS = { type: "string", pattern: "^(0|[1-9][0-9]{0,14})$" } as const;
export const ADDRESS = described('Such as "10.0.0.1:8001".', TEXT);

/** An object of these properties and no others, all of them required but those named. */
export function objectOf<T extends object>(properties: T, optional: readonly (keyof T & string)[] = []) {
  const required = Object.keys(properties).filter((name) => !(optional as readonly string[]).includes(name));
  return { type: "object", additionalProperties: false, required, properties };
}

export function described<T extends object>(description: string, schema: T): T & { readonly description: string } {
  return { description, ...schema };
}

export const LEADER = objectOf({ id: NODE_ID, api: TEXT_OR_NULL });
export const LEADER_OR_NULL = {
  description: "Who leads, as far as this node knows; `api` is null while its address is not known here.",
  anyOf: [LEADER, { type: "null" }],
} as const;

/** Shared by all routes, and named in the OpenAPI document. */
export const ERROR_SCHEMA = {
  $id: "Error",
  ...objectOf({
    error: objectOf(
      {
        code: { type: "string", enum: [...PROBLEM_CODES] },
        message: described("A sentence for people.", TEXT),
        leader: LEADER_OR_NULL,
        field: described("Which part of the request is wrong.", TEXT),
        previous: described("What the key holds, where a comparison failed.", TEXT_OR_NULL),
        index: described("The log index at which this was so.", COUNT),
        reason: described("Why the outcome is unknown.", TEXT),
        problems: described("All that is wrong with a configuration.", { type: "array", items: TEXT }),
      },
      ["field", "previous", "index", "reason", "problems"],
    ),
  }),
} as const;

const FAILURES = {
  307: "This node does not lead: the same request belongs at the address in Location.",
  400: "The request is wrong.",
  404: "There is no such thing.",
  409: "It does not fit what is there.",
  410: "The session is over.",
  413: "It is too large.",
  415: "The body is not JSON.",
  422: "The idempotency key was used for another command.",
  500: "The server failed. Its log says why.",
  503: "Not now; Retry-After says when to try again.",
  504: "It took too long.",
} as const;

type FailureStatus = keyof typeof FAILURES;

/** The responses that are no success: those of every route, and these. */
export function failures(...statuses: readonly FailureStatus[]): Record<string, object> {
  const all = [...new Set([...statuses, 400, 500, 503] as FailureStatus[])];
  return Object.fromEntries(all.map((status) => [status, failure(status)]));
}

function failure(status: FailureStatus): object {
  const headers = FAILURE_HEADERS.get(status);
  return { description: FAILURES[status], $ref: "Error#", ...(headers && { headers }) };
}

const FAILURE_HEADERS = new Map<FailureStatus, object>([
  [307, { location: described("The same path and query at the leader's API.", TEXT) }],
  [503, { "retry-after": described("In seconds; absent where another node must be asked.", TEXT) }],
]);

export const FORWARD = {
  type: "string",
  enum: ["true", "false"],
  description:
    "Whether a node that does not lead asks the leader itself, and hands its answer on, instead of redirecting.",
} as const;

/** The query parameters of a route that only a leader can answer. */
export const LEADER_QUERY = objectOf({ forward: FORWARD }, ["forward"]);

import { ONCE_HEADERS } from "./once.ts";
import { COUNT, DIGITS, described, FORWARD, failures, objectOf, TEXT, TEXT_OR_NULL } from "./schemas.ts";

/** What goes in and out of the routes for keys. */

const KEY = objectOf({
  key: described('Any UTF-8, URL-encoded, that does not begin with U+0000, and is neither "." nor "..".', TEXT),
});
const PREVIOUS = described("What the key held before; null if it was absent.", TEXT_OR_NULL);
const INDEX = described("Where the command stands in the log.", COUNT);
const CHANGED = described("Whether the key holds something else than before.", { type: "boolean" });

const CHANGE_RESULT = objectOf({ key: TEXT, previous: PREVIOUS, changed: CHANGED, index: INDEX });

const WRITE_FAILURES = failures(307, 410, 413, 422, 504);
const WRITE = { tags: ["keys"], params: KEY, documentedHeaders: ONCE_HEADERS };

export const GET_KEY = {
  tags: ["keys"],
  summary: "What a key holds",
  params: KEY,
  querystring: objectOf(
    {
      consistency: {
        type: "string",
        enum: ["linearizable", "lease", "stale"],
        description:
          "Linearizable, the default: no older than the request. Lease: the same as long as clocks keep their bound, and faster. Stale: what this node has.",
      },
      max_staleness_ms: described("How old the state may be that a stale read shows; any age if not given.", DIGITS),
    },
    ["consistency", "max_staleness_ms"],
  ),
  response: {
    200: {
      description: "The key is there.",
      ...objectOf({ key: TEXT, value: TEXT, index: described("How far the log was applied that was read.", COUNT) }),
    },
    ...failures(404, 504),
  },
};

export const PUT_KEY = {
  ...WRITE,
  summary: "Make a key hold a value",
  querystring: objectOf({ forward: FORWARD }, ["forward"]),
  body: objectOf({ value: TEXT }),
  response: {
    200: { description: "It does.", ...objectOf({ key: TEXT, value: TEXT, previous: PREVIOUS, index: INDEX }) },
    ...WRITE_FAILURES,
    ...failures(415),
  },
};

export const POST_KEY = {
  ...WRITE,
  summary: "Change a key if it holds what is expected (null: if it is absent), or append to it",
  querystring: objectOf({ forward: FORWARD }, ["forward"]),
  body: {
    description: 'The body is either {"expected": "..." or null, "value": "..."} or {"append": "..."}.',
    type: "object",
    oneOf: [objectOf({ expected: TEXT_OR_NULL, value: TEXT }), objectOf({ append: TEXT })],
  },
  response: {
    200: {
      description: "It was done.",
      ...objectOf({ key: TEXT, value: TEXT, previous: PREVIOUS, changed: CHANGED, index: INDEX }, ["value"]),
    },
    ...WRITE_FAILURES,
    ...failures(409, 415),
  },
};

export const DELETE_KEY = {
  ...WRITE,
  summary: "Remove a key, if it is there and holds what is expected",
  querystring: objectOf(
    { expected: described("Remove it only if it holds this; whatever it holds if not given.", TEXT), forward: FORWARD },
    ["expected", "forward"],
  ),
  response: { 200: { description: "It is absent.", ...CHANGE_RESULT }, ...WRITE_FAILURES, ...failures(409) },
};

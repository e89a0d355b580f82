import { IS_MEMBER, ROLE } from "./client-schemas.ts";
import {
  ADDRESS,
  COUNT,
  DIGITS,
  described,
  failures,
  LEADER_OR_NULL,
  LEADER_QUERY,
  NODE_ID,
  objectOf,
  TEXT,
  TEXT_OR_NULL,
} from "./schemas.ts";

/** What goes in and out of the routes below /admin. */

const FLAG = { type: "boolean" } as const;
const NODES = { type: "array", items: NODE_ID } as const;
const INTEGER = { type: "integer" } as const;
const MEMBER_ROLE = { type: "string", enum: ["learner", "voter"] } as const;
const NODE = objectOf({ id: DIGITS });
const COMMITTED = objectOf({ id: NODE_ID, index: described("Where the new configuration stands in the log.", COUNT) });

const TRANSPORT_COUNTERS = objectOf({
  messagesSent: COUNT,
  bytesSent: COUNT,
  messagesReceived: COUNT,
  bytesReceived: COUNT,
  messagesDropped: COUNT,
  connectionsOpened: COUNT,
  connectionsLost: COUNT,
  refused: described("By the reason.", { type: "object", additionalProperties: COUNT }),
});

export const GET_ADMIN_STATUS = {
  tags: ["admin"],
  summary: "Everything that this node knows of itself",
  response: {
    200: {
      description: "As of now.",
      ...objectOf({
        id: NODE_ID,
        role: ROLE,
        isMember: IS_MEMBER,
        term: COUNT,
        leader: LEADER_OR_NULL,
        commitIndex: COUNT,
        appliedIndex: COUNT,
        keys: COUNT,
        votedFor: described("0: nobody in this term.", COUNT),
        lastIndex: COUNT,
        lastTerm: COUNT,
        durableIndex: COUNT,
        snapshotIndex: COUNT,
        baseIndex: described("The log begins after it.", COUNT),
        voters: NODES,
        outgoing: described("The voters before the change under way.", NODES),
        learners: NODES,
        isConfigurationCommitted: FLAG,
        transferTo: described("To whom leadership is being handed over; 0: to nobody.", COUNT),
        storage: objectOf({ segments: COUNT, bytes: COUNT, snapshotBytes: COUNT, snapshotIndex: COUNT }),
        transport: TRANSPORT_COUNTERS,
        inFlight: described("Requests that wait for the node.", COUNT),
        uptimeMs: INTEGER,
        failure: described("Why the node has stopped; null while it runs.", TEXT_OR_NULL),
      }),
    },
    ...failures(),
  },
};

export const GET_NODES = {
  tags: ["admin"],
  summary: "The members of the cluster",
  response: {
    200: {
      description: "As this node knows them.",
      ...objectOf({
        nodes: {
          type: "array",
          items: objectOf({
            id: NODE_ID,
            role: MEMBER_ROLE,
            isLeader: FLAG,
            transport: TEXT_OR_NULL,
            api: TEXT_OR_NULL,
            lag: described(
              "Entries that it does not have yet; null unless this node leads, and has heard of it in this term.",
              {
                type: ["integer", "null"],
              },
            ),
          }),
        },
      }),
    },
    ...failures(),
  },
};

const CHANGE_FAILURES = failures(307, 404, 409, 413, 504);

export const POST_NODE = {
  tags: ["admin"],
  summary: "Add a member, after telling all others where it is found",
  querystring: LEADER_QUERY,
  body: objectOf({ id: NODE_ID, transport: ADDRESS, api: ADDRESS, role: MEMBER_ROLE }),
  response: { 200: { description: "It is a member.", ...COMMITTED }, ...CHANGE_FAILURES, ...failures(415) },
};

export const DELETE_NODE = {
  tags: ["admin"],
  summary: "Remove a member",
  params: NODE,
  querystring: LEADER_QUERY,
  response: { 200: { description: "It is no member any more.", ...COMMITTED }, ...CHANGE_FAILURES },
};

export const PROMOTE_NODE = {
  tags: ["admin"],
  summary: "Give a learner a vote",
  params: NODE,
  querystring: LEADER_QUERY,
  response: { 200: { description: "It votes.", ...COMMITTED }, ...CHANGE_FAILURES },
};

export const POST_TRANSFER = {
  tags: ["admin"],
  summary: "Hand leadership over",
  querystring: LEADER_QUERY,
  body: {
    ...objectOf({ to: described("To whom; to whoever is most caught up if not given.", NODE_ID) }, ["to"]),
    type: ["object", "null"],
  },
  response: {
    200: {
      description: "This node was deposed by a later term. `leader` is null until the next one is known.",
      ...objectOf({ leader: LEADER_OR_NULL }),
    },
    ...failures(307, 404, 409, 413, 415, 504),
  },
};

export const POST_SNAPSHOT = {
  tags: ["admin"],
  summary: "Have this node save a snapshot now",
  response: {
    200: {
      description: "`isNew` is false if nothing was applied since the last one.",
      ...objectOf({ index: COUNT, isNew: FLAG }),
    },
    ...failures(413, 504),
  },
};

export const POST_RELOAD = {
  tags: ["admin"],
  summary: "Have this node read its configuration file again",
  response: {
    200: {
      description: "All of it is in force.",
      ...objectOf({ changed: described("The settings that are others now.", { type: "array", items: TEXT }) }),
    },
    ...failures(409, 413),
  },
};

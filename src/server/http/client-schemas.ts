import { COUNT, described, failures, LEADER, LEADER_OR_NULL, LEADER_QUERY, NODE_ID, objectOf } from "./schemas.ts";

/** What goes in and out of the routes below /client. */

export const ROLE = { type: "string", enum: ["follower", "pre-candidate", "candidate", "leader"] } as const;

export const IS_MEMBER = described("False if it was removed from the cluster, or is not added yet.", {
  type: "boolean",
});

export const GET_STATUS = {
  tags: ["client"],
  summary: "How this node and its cluster are",
  response: {
    200: {
      description: "In short; /admin/status says more.",
      ...objectOf({
        id: NODE_ID,
        role: ROLE,
        isMember: IS_MEMBER,
        term: COUNT,
        leader: LEADER_OR_NULL,
        commitIndex: COUNT,
        appliedIndex: COUNT,
        keys: described("How many keys there are, as far as this node has applied the log.", COUNT),
      }),
    },
    ...failures(),
  },
};

export const GET_LEADER = {
  tags: ["client"],
  summary: "Who leads",
  response: {
    200: { description: "The leader, as this node knows it.", ...objectOf({ leader: LEADER }) },
    ...failures(),
  },
};

export const POST_SESSION = {
  tags: ["client"],
  summary: "Open a session, in which each command is carried out once however often it is sent",
  querystring: LEADER_QUERY,
  response: {
    200: {
      description: "To be sent with each command, as Kraft-Client and Kraft-Session, and its number as Kraft-Sequence.",
      ...objectOf({ client: NODE_ID, session: described("The name of the session.", COUNT) }),
    },
    ...failures(307, 413, 504),
  },
};

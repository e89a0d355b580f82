import { randomInt } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { createRegistration } from "../../machine/index.ts";
import { GET_LEADER, GET_STATUS, POST_SESSION } from "./client-schemas.ts";
import type { ApiContext } from "./context.ts";
import { OVERLOADED, refusal, unknownOutcome } from "./refusals.ts";
import { clientStatus } from "./status-view.ts";

/** A client's name only has to differ from those of others that register at the same index, which none do. */
const CLIENTS = 2 ** 31;

/** What clients want to know of the cluster, and the sessions in which their commands are carried out once. */
export function addClientRoutes(app: FastifyInstance, context: ApiContext): void {
  const { node, admission, leaderRoute } = context;

  app.get("/client/status", { schema: GET_STATUS }, () => {
    const status = node.status();
    return clientStatus(status, leaderRoute.view(status.raft.leader));
  });

  app.get("/client/leader", { schema: GET_LEADER }, (_request, reply) => {
    const leader = leaderRoute.view(node.leader);
    return leader === null ? leaderRoute.refuse(reply, refusal("no-leader")) : { leader };
  });

  app.post("/client/session", { schema: POST_SESSION }, async (request, reply) => {
    if (!admission.enter()) return leaderRoute.refuse(reply, OVERLOADED);
    try {
      const client = randomInt(1, CLIENTS);
      const outcome = await node.write(createRegistration(client, 1), admission.limits.requestTimeoutMs);
      if (outcome.outcome === "registered") return { client, session: outcome.session };
      if (outcome.outcome === "refused") {
        if (outcome.reason === "not-leader") return await leaderRoute.toLeader(request, reply, outcome.leader);
        return leaderRoute.refuse(reply, refusal(outcome.reason), outcome.leader);
      }
      if (outcome.outcome === "unknown") return leaderRoute.refuse(reply, unknownOutcome(outcome.reason));
      throw new Error(`A registration was answered with ${outcome.outcome}.`);
    } finally {
      admission.leave();
    }
  });
}

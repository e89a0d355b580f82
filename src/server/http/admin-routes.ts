import type { FastifyInstance } from "fastify";
import { NOBODY } from "../../raft/index.ts";
import { GET_ADMIN_STATUS, POST_RELOAD, POST_SNAPSHOT, POST_TRANSFER } from "./admin-schemas.ts";
import type { ApiContext } from "./context.ts";
import { NOTHING_TO_RELOAD, refusal, reloadRefused, TRANSFER_FAILURES, unknownOutcome } from "./refusals.ts";
import { adminStatus } from "./status-view.ts";

/** What operators ask of one node. */
export function addAdminRoutes(app: FastifyInstance, context: ApiContext): void {
  const { node, admission, leaderRoute } = context;

  app.get("/admin/status", { schema: GET_ADMIN_STATUS }, () => {
    const status = node.status();
    return adminStatus(status, leaderRoute.view(status.raft.leader), admission.count, Date.now());
  });

  app.post<{ Body: { to?: number } | null | undefined }>(
    "/admin/transfer",
    { schema: POST_TRANSFER },
    async (request, reply) => {
      const outcome = await node.transfer(request.body?.to ?? NOBODY, admission.limits.requestTimeoutMs);
      switch (outcome.outcome) {
        case "deposed":
          return { leader: leaderRoute.view(outcome.leader) };
        case "timed-out":
        case "aborted":
          return leaderRoute.refuse(reply, TRANSFER_FAILURES[outcome.outcome], outcome.leader);
        case "refused":
          if (outcome.reason === "not-leader") return leaderRoute.toLeader(request, reply, outcome.leader);
          return leaderRoute.refuse(reply, refusal(outcome.reason), outcome.leader);
        case "unknown":
          return leaderRoute.refuse(reply, unknownOutcome(outcome.reason), outcome.leader);
      }
    },
  );

  app.post("/admin/snapshot", { schema: POST_SNAPSHOT }, async (_request, reply) => {
    const outcome = await node.takeSnapshot(admission.limits.requestTimeoutMs);
    if (outcome.outcome === "unknown") return leaderRoute.refuse(reply, unknownOutcome(outcome.reason), outcome.leader);
    return { index: outcome.index, isNew: outcome.outcome === "saved" };
  });

  app.post("/admin/reload", { schema: POST_RELOAD }, async (_request, reply) => {
    const outcome = await context.reload();
    switch (outcome.outcome) {
      case "reloaded":
        return { changed: outcome.changed };
      case "refused":
        return leaderRoute.refuse(reply, reloadRefused(outcome.problems));
      case "nothing-to-reload":
        return leaderRoute.refuse(reply, NOTHING_TO_RELOAD);
    }
  });
}

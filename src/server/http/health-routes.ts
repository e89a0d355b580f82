import type { FastifyInstance } from "fastify";
import type { ApiContext } from "./context.ts";
import { GET_METRICS, LIVE, READY } from "./health-schemas.ts";
import type { Problem } from "./problem.ts";
import { refusal } from "./refusals.ts";

/** What those ask who watch over the process: whether it runs, whether it is of use, and its figures. */
export function addHealthRoutes(app: FastifyInstance, { node, leaderRoute, metrics }: ApiContext): void {
  app.get("/health/live", { schema: LIVE }, (_request, reply) => {
    const { failure } = node.status();
    return failure === undefined ? { status: "live" } : leaderRoute.refuse(reply, hasStopped(failure));
  });

  app.get("/health/ready", { schema: READY }, (_request, reply) => {
    const { failure, raft } = node.status();
    if (failure !== undefined) return leaderRoute.refuse(reply, hasStopped(failure));
    // A new leader answers nothing before it has committed something; a follower's reads are answered by its leader.
    const isReady = raft.role === "leader" ? raft.hasCommittedInTerm : raft.leader !== 0;
    return isReady ? { status: "ready" } : leaderRoute.refuse(reply, refusal("no-leader"));
  });

  if (metrics === undefined) return;
  app.get("/metrics", { schema: GET_METRICS }, async (_request, reply) => {
    const text = await metrics.text();
    return reply.header("content-type", metrics.contentType).send(text);
  });
}

function hasStopped(failure: string): Problem {
  return { status: 503, code: "stopped", message: `This node has stopped: ${failure}` };
}

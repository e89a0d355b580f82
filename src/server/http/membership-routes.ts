import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { MembershipStep, NodeId } from "../../raft/index.ts";
import type { CatchUpOutcome, ChangeOutcome, WriteOutcome } from "../node/node.ts";
import { DELETE_NODE, GET_NODES, POST_NODE, PROMOTE_NODE } from "./admin-schemas.ts";
import type { ApiContext } from "./context.ts";
import { addressProblem, conflictOf, type NewNode } from "./membership-checks.ts";
import { refusal, unknownOutcome } from "./refusals.ts";
import { memberList } from "./status-view.ts";

interface NodeName {
  readonly id: string;
}

/** Who belongs to the cluster, and the changes of it. */
export function addMembershipRoutes(app: FastifyInstance, context: ApiContext): void {
  const { node, leaderRoute } = context;

  app.get("/admin/nodes", { schema: GET_NODES }, () => ({ nodes: memberList(node.status()) }));

  app.post<{ Body: NewNode }>("/admin/nodes", { schema: POST_NODE }, (request, reply) => {
    const problem = addressProblem(request.body) ?? conflictOf(node.status(), request.body);
    if (problem !== undefined) return leaderRoute.refuse(reply, problem);
    return new Change(context, request, reply).add(request.body);
  });

  app.delete<{ Params: NodeName }>("/admin/nodes/:id", { schema: DELETE_NODE }, (request, reply) =>
    new Change(context, request, reply).carryOut({ kind: "remove", node: Number(request.params.id) }),
  );

  app.post<{ Params: NodeName }>("/admin/nodes/:id/promote", { schema: PROMOTE_NODE }, (request, reply) => {
    const id = Number(request.params.id);
    const status = node.status();
    const member = memberList(status).find((one) => one.id === id);
    // The core would take a stranger in as a voter; nobody knows where that is found.
    if (member === undefined && status.raft.role === "leader")
      return leaderRoute.refuse(reply, refusal("unknown-node"));
    const change = new Change(context, request, reply);
    return member?.role === "voter" ? change.carryOut({ kind: "add-voter", node: id }) : change.promote(id);
  });
}

/** A change of the membership on behalf of one request, within the time that this may take as a whole. */
class Change {
  private readonly context: ApiContext;
  private readonly request: FastifyRequest;
  private readonly reply: FastifyReply;
  private readonly endMs: number;

  constructor(context: ApiContext, request: FastifyRequest, reply: FastifyReply) {
    this.context = context;
    this.request = request;
    this.reply = reply;
    this.endMs = performance.now() + context.admission.limits.requestTimeoutMs;
  }

  /** A voter begins as a learner (dissertation §4.2.1): the vote of a server that is not there yet would only be missing. */
  async add({ id, transport, api, role }: NewNode): Promise<unknown> {
    const { node } = this.context;
    // First, so that all can reach it as soon as it belongs to them.
    const announced = await node.announce(id, { transport, api }, this.leftMs);
    if (announced.outcome !== "applied") return this.sayWhyNot(announced);
    const isLearner = node.status().raft.configuration.learners.includes(id);
    if (role === "learner") return this.carryOut({ kind: "add-learner", node: id });
    if (!isLearner) {
      const added = await this.take({ kind: "add-learner", node: id });
      if (added.outcome !== "committed") return this.sayWhyNot(added);
    }
    return this.promote(id);
  }

  async promote(id: NodeId): Promise<unknown> {
    const caught = await this.context.node.catchUp(id, this.leftMs);
    if (caught.outcome !== "caught-up") return this.sayWhyNot(caught);
    return this.carryOut({ kind: "add-voter", node: id });
  }

  async carryOut(step: MembershipStep): Promise<unknown> {
    const outcome = await this.take(step);
    return outcome.outcome === "committed" ? { id: step.node, index: outcome.index } : this.sayWhyNot(outcome);
  }

  private take(step: MembershipStep): Promise<ChangeOutcome> {
    return this.context.node.changeMembership({ kind: "change", steps: [step], transition: "auto" }, this.leftMs);
  }

  private sayWhyNot(outcome: WriteOutcome | ChangeOutcome | CatchUpOutcome): FastifyReply | Promise<FastifyReply> {
    const { leaderRoute } = this.context;
    switch (outcome.outcome) {
      case "refused":
        if (outcome.reason === "not-leader") return leaderRoute.toLeader(this.request, this.reply, outcome.leader);
        return leaderRoute.refuse(this.reply, refusal(outcome.reason), outcome.leader);
      case "unknown":
        return leaderRoute.refuse(this.reply, unknownOutcome(outcome.reason), outcome.leader);
      default:
        throw new Error(`A change of the membership was answered with ${outcome.outcome}.`);
    }
  }

  private get leftMs(): number {
    return Math.max(0, this.endMs - performance.now());
  }
}

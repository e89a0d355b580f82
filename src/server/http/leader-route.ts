import type { FastifyReply, FastifyRequest } from "fastify";
import { NOBODY, type NodeId } from "../../raft/index.ts";
import type { ServerNode } from "../node/node.ts";
import { FORWARDED_HEADER, type ForwardedAnswer, type Forwarder } from "./forwarder.ts";
import type { Admission } from "./limits.ts";
import { type LeaderView, type Problem, problemBody } from "./problem.ts";
import { NOT_A_MEMBER, refusal } from "./refusals.ts";
import { pathOf } from "./request-path.ts";

/** Where answers go that this node cannot give itself: to the leader, or back to the client with a word about it. */
export class LeaderRoute {
  private readonly node: ServerNode;
  private readonly admission: Admission;
  private readonly forwarder: Forwarder;

  constructor(node: ServerNode, admission: Admission, forwarder: Forwarder) {
    this.node = node;
    this.admission = admission;
    this.forwarder = forwarder;
  }

  /** Null if there is none. */
  view(leader: NodeId): LeaderView | null {
    if (leader === NOBODY) return null;
    const api = this.node.addressOf(leader)?.api;
    return { id: leader, api: api === undefined || api === "" ? null : api };
  }

  /** Says why there is no other answer. */
  refuse(reply: FastifyReply, problem: Problem, leader: NodeId = this.node.leader): FastifyReply {
    return this.sendProblem(reply, problem, this.view(leader));
  }

  /** This node does not lead: sends the client to the leader, or asks it in the client's place. */
  async toLeader(request: FastifyRequest, reply: FastifyReply, leader: NodeId): Promise<FastifyReply> {
    const view = this.view(leader);
    const isForwarded = request.headers[FORWARDED_HEADER] !== undefined;
    if (view === null || view.api === null || view.id === this.node.id || isForwarded) {
      return this.sendProblem(reply, refusal("not-leader"), view);
    }
    if ((request.query as { forward?: string }).forward === "true") return this.forward(request, reply, view, view.api);
    reply.header("location", `http://${view.api}${pathOf(request)}`);
    const message = `This node does not lead; node ${view.id} does. Send the same request to the address in Location.`;
    return this.sendProblem(reply, { status: 307, code: "not-leader", message }, view);
  }

  private async forward(
    request: FastifyRequest,
    reply: FastifyReply,
    leader: LeaderView,
    api: string,
  ): Promise<FastifyReply> {
    const { method, headers } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const asked = { method, path: pathOf(request), headers, body };
    const answer = await this.forwarder.forward(api, asked, this.admission.limits.requestTimeoutMs);
    if (answer.outcome !== "answered") return this.sendProblem(reply, withoutAnswer(answer, leader), leader);
    // As bytes, so that no schema of this node changes the leader's answer.
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  }

  private sendProblem(reply: FastifyReply, found: Problem, leader: LeaderView | null): FastifyReply {
    const problem = found.code === "no-leader" && leader === null && !this.node.isMember ? NOT_A_MEMBER : found;
    if (problem.retryAfterSeconds !== undefined) reply.header("retry-after", problem.retryAfterSeconds);
    return reply.code(problem.status).send(problemBody(problem, leader));
  }
}

function withoutAnswer(answer: Exclude<ForwardedAnswer, { outcome: "answered" }>, { id }: LeaderView): Problem {
  if (answer.outcome === "unreachable") {
    const message = `Node ${id} leads, but cannot be reached from here; nothing was done. Try again soon.`;
    return { status: 503, code: "leader-unreachable", message, retryAfterSeconds: 1 };
  }
  const what =
    answer.reason === "timed-out" ? `Node ${id} did not answer in time` : `The connection to node ${id} was lost`;
  const message = `${what}: the request may have been carried out, or be carried out yet, or never.`;
  return { status: 504, code: "outcome-unknown", message, more: { reason: answer.reason } };
}

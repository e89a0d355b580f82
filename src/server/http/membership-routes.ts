import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { MembershipStep } from "../../raft/index.ts";
import type { NodeAddress } from "../node/node.ts";
import { isWildcard, parseAddress } from "../transport/address.ts";
import { DELETE_NODE, GET_NODES, POST_NODE, PROMOTE_NODE } from "./admin-schemas.ts";
import type { ApiContext } from "./context.ts";
import { invalid, type Problem } from "./problem.ts";
import { refusal, unknownOutcome } from "./refusals.ts";
import { memberList } from "./status-view.ts";

interface NewNode extends NodeAddress {
  readonly id: number;
  readonly role: "learner" | "voter";
}

interface NodeName {
  readonly id: string;
}

/** Who belongs to the cluster, and the changes of it. */
export function addMembershipRoutes(app: FastifyInstance, context: ApiContext): void {
  const { node, leaderRoute } = context;

  app.get("/admin/nodes", { schema: GET_NODES }, () => ({ nodes: memberList(node.status()) }));

  app.post<{ Body: NewNode }>("/admin/nodes", { schema: POST_NODE }, async (request, reply) => {
    const { id, transport, api, role } = request.body;
    const problem = checkAddress(transport, "body.transport") ?? checkAddress(api, "body.api");
    if (problem !== undefined) return leaderRoute.refuse(reply, problem);
    // First, so that all can reach it as soon as it belongs to them.
    const refused = await announce(context, request, reply, id, { transport, api });
    if (refused !== undefined) return refused;
    return change(context, request, reply, { kind: role === "voter" ? "add-voter" : "add-learner", node: id });
  });

  app.delete<{ Params: NodeName }>("/admin/nodes/:id", { schema: DELETE_NODE }, (request, reply) =>
    change(context, request, reply, { kind: "remove", node: Number(request.params.id) }),
  );

  app.post<{ Params: NodeName }>("/admin/nodes/:id/promote", { schema: PROMOTE_NODE }, (request, reply) => {
    const id = Number(request.params.id);
    const isMember = memberList(node.status()).some((member) => member.id === id);
    // The core would take a stranger in as a voter; nobody knows where that is found.
    if (!isMember && node.status().raft.role === "leader") return leaderRoute.refuse(reply, refusal("unknown-node"));
    return change(context, request, reply, { kind: "add-voter", node: id });
  });
}

/** Undefined if every server will know the address; otherwise the answer that says why not. */
async function announce(
  { node, admission, leaderRoute }: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  id: number,
  address: NodeAddress,
): Promise<FastifyReply | undefined> {
  const outcome = await node.announce(id, address, admission.limits.requestTimeoutMs);
  switch (outcome.outcome) {
    case "applied":
      return undefined;
    case "refused":
      if (outcome.reason === "not-leader") return leaderRoute.toLeader(request, reply, outcome.leader);
      return leaderRoute.refuse(reply, refusal(outcome.reason), outcome.leader);
    case "unknown":
      return leaderRoute.refuse(reply, unknownOutcome(outcome.reason), outcome.leader);
    default:
      throw new Error(`An announcement was answered with ${outcome.outcome}.`);
  }
}

async function change(
  { node, admission, leaderRoute }: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  step: MembershipStep,
): Promise<unknown> {
  const { requestTimeoutMs } = admission.limits;
  const outcome = await node.changeMembership({ kind: "change", steps: [step], transition: "auto" }, requestTimeoutMs);
  switch (outcome.outcome) {
    case "committed":
      return { id: step.node, index: outcome.index };
    case "refused":
      if (outcome.reason === "not-leader") return leaderRoute.toLeader(request, reply, outcome.leader);
      return leaderRoute.refuse(reply, refusal(outcome.reason), outcome.leader);
    case "unknown":
      return leaderRoute.refuse(reply, unknownOutcome(outcome.reason), outcome.leader);
  }
}

function checkAddress(address: string, field: string): Problem | undefined {
  const read = parseAddress(address);
  if (read === undefined || read.port === 0) {
    return invalid(field, `"${address}" is no address such as "10.0.0.1:8001".`, "invalid-address");
  }
  if (!isWildcard(read)) return undefined;
  return invalid(field, `Nobody is found at "${address}": name the address that the others use.`, "invalid-address");
}

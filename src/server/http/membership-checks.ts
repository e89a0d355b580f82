import { configurationAfter, isMember } from "../../raft/index.ts";
import type { NodeAddress, NodeStatus } from "../node/node.ts";
import { isWildcard, parseAddress } from "../transport/address.ts";
import { invalid, type Problem } from "./problem.ts";
import { conflict, refusal } from "./refusals.ts";
import { memberList } from "./status-view.ts";

/** A server that is to belong to the cluster. */
export interface NewNode extends NodeAddress {
  readonly id: number;
  readonly role: "learner" | "voter";
}

/** What is wrong with the addresses by themselves. */
export function addressProblem({ transport, api }: NodeAddress): Problem | undefined {
  return checkAddress(transport, "body.transport") ?? checkAddress(api, "body.api");
}

/**
 * Why a leader would not add the server: looked at before its address is announced, because what is refused must not
 * change where a member is found. Others than the leader cannot tell.
 */
export function conflictOf(status: NodeStatus, { id, transport, api, role }: NewNode): Problem | undefined {
  const { addresses, raft } = status;
  if (raft.role !== "leader") return undefined;
  const known = addresses.get(id);
  if (isMember(raft.configuration, id) && (known?.transport !== transport || known.api !== api)) return ADDRESS_DIFFERS;
  const user = memberList(status).find(
    (one) => one.id !== id && [one.transport, one.api].some(isOneOf(transport, api)),
  );
  if (user !== undefined) return conflict("address-in-use", `Node ${user.id} is found at one of these addresses.`);
  const kind = role === "voter" ? "add-voter" : "add-learner";
  const next = configurationAfter(raft.configuration, {
    kind: "change",
    steps: [{ kind, node: id }],
    transition: "auto",
  });
  return typeof next === "string" ? refusal(next) : undefined;
}

const ADDRESS_DIFFERS = conflict(
  "address-differs",
  "The node belongs to the cluster already, at another address. To move it, start it again with its new one.",
);

function isOneOf(...addresses: readonly string[]) {
  return (address: string | null) => address !== null && addresses.includes(address);
}

function checkAddress(address: string, field: string): Problem | undefined {
  const read = parseAddress(address);
  if (read === undefined || read.port === 0) {
    return invalid(field, `"${address}" is no address such as "10.0.0.1:8001".`, "invalid-address");
  }
  if (!isWildcard(read)) return undefined;
  return invalid(field, `Nobody is found at "${address}": name the address that the others use.`, "invalid-address");
}

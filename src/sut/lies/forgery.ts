import type { Observations } from "../../../invariants/observation.ts";
import { createRequest, type Request, type StampedRequest, stampRequest } from "../../machine/index.ts";
import type { Process } from "../../sim/program.ts";
import type { NodeImage } from "../node-image.ts";

/**
 * A request that a liar made up, well-formed, so that no node can tell it from a client's: another command in the name
 * of a client that asked for something else. A liar does not know what commands mean, so it takes one that was asked for
 * once. Undefined if none comes to hand, or the same one.
 */
export function forgeRequest(
  process: Process<Observations>,
  { asked, atUs }: StampedRequest,
): StampedRequest | undefined {
  const other = chooseRequest(process);
  if (other === undefined || asked.kind === "registration") return undefined;
  const { command } = other.asked as Request;
  const request = createRequest(asked.client, asked.session, asked.sequence, command);
  return request.digest === asked.digest ? undefined : stampRequest(request, atUs);
}

/** One of the requests in the liar's own log; undefined if the choice falls on an entry that carries none. */
export function chooseRequest(process: Process<Observations>): StampedRequest | undefined {
  const image = process.image as NodeImage;
  const { baseIndex, lastIndex } = image;
  if (lastIndex === baseIndex) return undefined;
  const index = baseIndex + 1 + process.choose("lie", lastIndex - baseIndex);
  const entry = image.durableEntryAt(index);
  const stamped = entry.kind === "command" ? (entry.data as StampedRequest) : undefined;
  return stamped?.asked.kind === "request" ? stamped : undefined;
}

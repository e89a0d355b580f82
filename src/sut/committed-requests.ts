import type { Observations } from "../../invariants/observation.ts";
import type { Request, StampedRequest } from "../machine/index.ts";
import type { Witness, World } from "../sim/index.ts";
import { isForged } from "./lies/forgery.ts";
import type { NodeImage } from "./node-image.ts";
import type { NodeProgram } from "./node-program.ts";

/**
 * The requests in the committed log up to an index, in its order and as often as they stand there, as the running node
 * that has applied the most holds them; none if no node runs. What a liar made up was asked for by nobody, and is left
 * out; so are the entries at the indexes in `refused`, whose commands were not carried out.
 */
export function* committedRequests<W extends Witness & Observations>(
  cluster: World<W>,
  upTo: number,
  refused: ReadonlySet<number>,
): Iterable<Request> {
  let furthest = 0;
  let appliedIndex = 0;
  for (let id = 1; id <= cluster.nodes; id++) {
    const node = cluster.program(id) as NodeProgram | undefined;
    if (node === undefined || node.view.appliedIndex <= appliedIndex) continue;
    furthest = id;
    appliedIndex = node.view.appliedIndex;
  }
  if (furthest === 0) return;
  const image = cluster.process(furthest).image as NodeImage;
  // A core that is broken may have taken back what it had applied.
  for (let index = 1; index <= Math.min(appliedIndex, upTo, image.lastIndex); index++) {
    const entry = image.entryAt(index);
    if (entry.kind !== "command" || refused.has(index)) continue;
    const stamped = entry.data as StampedRequest;
    if (stamped.asked.kind === "request" && !isForged(stamped)) yield stamped.asked;
  }
}

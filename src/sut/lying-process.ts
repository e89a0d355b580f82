import type { Observations } from "../../invariants/observation.ts";
import type { Reply } from "../machine/index.ts";
import type { Message } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import { SurroundingProcess } from "./surrounding-process.ts";

/** Takes what an honest node sends to another, with its size and digest on the wire. */
export type Mouth = (message: Message, bytes: number, digest: number) => void;

/**
 * The surroundings of the honest node inside a liar, for one event: the liar's own, except that what the node says to
 * other nodes goes through the liar's mouth. Clients are told the truth.
 */
export class LyingProcess extends SurroundingProcess {
  private readonly mouth: Mouth;

  constructor(outer: Process<Observations>, mouth: Mouth) {
    super(outer);
    this.mouth = mouth;
  }

  override send(to: number, payload: unknown, bytes: number, digest: number): void {
    const said = payload as Message | Reply;
    if (said.kind === "reply") this.outer.send(to, payload, bytes, digest);
    else this.mouth(said, bytes, digest);
  }
}

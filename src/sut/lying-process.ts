import type { Observations } from "../../invariants/observation.ts";
import type { Reply } from "../machine/index.ts";
import type { Message } from "../raft/index.ts";
import type { ChoicePurpose, Mark, Process } from "../sim/program.ts";

/** Takes what an honest node sends to another, with its size and digest on the wire. */
export type Mouth = (message: Message, bytes: number, digest: number) => void;

/**
 * The surroundings of the honest node inside a liar, for one event: the liar's own, except that what the node says to
 * other nodes goes through the liar's mouth. Clients are told the truth.
 */
export class LyingProcess implements Process<Observations> {
  private readonly outer: Process<Observations>;
  private readonly mouth: Mouth;

  constructor(outer: Process<Observations>, mouth: Mouth) {
    this.outer = outer;
    this.mouth = mouth;
  }

  get id(): number {
    return this.outer.id;
  }

  get nowUs(): number {
    return this.outer.nowUs;
  }

  get witness(): Observations {
    return this.outer.witness;
  }

  get image(): unknown {
    return this.outer.image;
  }

  send(to: number, payload: unknown, bytes: number, digest: number): void {
    const said = payload as Message | Reply;
    if (said.kind === "reply") this.outer.send(to, payload, bytes, digest);
    else this.mouth(said, bytes, digest);
  }

  sendDamaged(to: number, bytes: number, digest: number): void {
    this.outer.sendDamaged(to, bytes, digest);
  }

  write(write: number, record: unknown, bytes: number): void {
    this.outer.write(write, record, bytes);
  }

  read(request: unknown): void {
    this.outer.read(request);
  }

  setDeadline(localUs: number): void {
    this.outer.setDeadline(localUs);
  }

  choose(purpose: ChoicePurpose, below: number): number {
    return this.outer.choose(purpose, below);
  }

  mark(mark: Mark): void {
    this.outer.mark(mark);
  }

  tally(name: string): void {
    this.outer.tally(name);
  }

  halt(): void {
    this.outer.halt();
  }
}

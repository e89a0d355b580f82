import type { RaftCore, RaftView } from "../../sut/index.ts";
import type { Raft, Status } from "./core-types.ts";

type Start = RaftCore["Raft"]["start"];

/** Takes the place of a node's `Raft`, and shows what that shows. What it does at each step is its own. */
export abstract class StandIn {
  protected readonly core: RaftCore;
  protected readonly raft: Raft;

  constructor(core: RaftCore, raft: Raft) {
    this.core = core;
    this.raft = raft;
  }

  get view(): RaftView {
    return this.raft.view;
  }

  get deadlineUs(): number {
    return this.raft.deadlineUs;
  }

  status(): Status {
    return this.raft.status();
  }

  abstract step(...args: Parameters<Raft["step"]>): void;
  abstract fork(): StandIn;
}

/** The same core, whose nodes are started as these. A `Raft` has private parts, which nobody outside of the core asks for. */
export function startedAs(core: RaftCore, start: (...args: Parameters<Start>) => StandIn): RaftCore {
  return { ...core, Raft: { start } } as unknown as RaftCore;
}

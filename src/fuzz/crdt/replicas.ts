import type { CrdtName, CrdtOperation, CrdtState } from "../../crdt/index.ts";
import { NOTHING_SEEN, type Seen, unionOfSeen, withOperation } from "./seen.ts";
import { carriedOut, type Done, seenWithDelta } from "./sequential-model.ts";

/** The types under test: production's, or a build of them with a planted bug. */
export type CrdtBuild = typeof import("../../crdt/index.ts");

/** A state, and which operations it stands for. Immutable. */
export interface Known {
  readonly state: CrdtState;
  readonly seen: Seen;
}

/** What an operation led from and to, and what it added. */
export interface Operated {
  readonly before: Known;
  readonly delta: Known;
  readonly after: Known;
}

/** What goes over the network: bytes, as production writes them. */
export interface GossipMessage {
  readonly bytes: Uint8Array;
  readonly seen: Seen;
}

/** A replica tells all that it knows, or only what it learned since it last told that. */
export type Told = "state" | "deltas";

interface Replica {
  readonly known: Known;
  readonly news: Known;
}

/**
 * Replicas of one value, which exchange states and delta groups as in algorithm 1 of Almeida et al. (2018): what is
 * learned, from an own operation or another replica, is merged into the state and into the news. Beside each state the
 * operations that it stands for are kept, which a real replica does not know: by them it is judged.
 */
export class Replicas {
  readonly build: CrdtBuild;
  readonly name: CrdtName;
  readonly count: number;
  /** In the order in which they were carried out. */
  readonly done: Done[] = [];
  readonly operated: Operated[] = [];
  private readonly nothing: Known;
  /** By replica, from 1. */
  private readonly replicas: Replica[];

  constructor(build: CrdtBuild, name: CrdtName, count: number) {
    this.build = build;
    this.name = name;
    this.count = count;
    this.nothing = { state: build.crdtType(name).empty, seen: NOTHING_SEEN };
    this.replicas = Array.from({ length: count + 1 }, () => ({ known: this.nothing, news: this.nothing }));
  }

  known(replica: number): Known {
    return this.replicas[replica]!.known;
  }

  operate(replica: number, operation: CrdtOperation): Operated {
    const { done, name } = this;
    const { known: before, news } = this.replicas[replica]!;
    const type = this.build.crdtType(name);
    const number = done.length;
    // All that may throw comes first: what is refused was never done.
    const deltaState = type.delta(before.state, replica, operation);
    const seen = withOperation(before.seen, number);
    const after = { state: this.build.operate(type, before.state, replica, operation), seen };
    const carried = carriedOut(done, replica, operation, before.seen);
    const delta = { state: deltaState, seen: seenWithDelta(name, [...done, carried], number) };
    const moreNews = this.merged(news, delta);
    done.push(carried);
    this.replicas[replica] = { known: after, news: moreNews };
    const operated = { before, delta, after };
    this.operated.push(operated);
    return operated;
  }

  tell(replica: number, told: Told): GossipMessage {
    const { known, news } = this.replicas[replica]!;
    const { state, seen } = told === "state" ? known : news;
    const bytes = this.build.encode(this.name, state);
    if (told === "deltas") this.replicas[replica] = { known, news: this.nothing };
    return { bytes, seen };
  }

  hear(replica: number, { bytes, seen }: GossipMessage): Known {
    const { known, news } = this.replicas[replica]!;
    const heard = { state: this.build.decode(bytes).state, seen };
    const after = this.merged(known, heard);
    this.replicas[replica] = { known: after, news: this.merged(news, heard) };
    return after;
  }

  merged(one: Known, other: Known): Known {
    const { state: mine, seen } = one;
    return {
      state: this.build.crdtType(this.name).merge(mine, other.state),
      seen: unionOfSeen(seen, other.seen),
    };
  }

  fork(): Replicas {
    const copy = new Replicas(this.build, this.name, this.count);
    copy.done.push(...this.done);
    copy.operated.push(...this.operated);
    for (const [replica, state] of this.replicas.entries()) copy.replicas[replica] = state;
    return copy;
  }
}

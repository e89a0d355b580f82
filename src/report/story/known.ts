import type { Chronicle, Fact, NodeState, Step } from "../../fuzz/chronicle/chronicle.ts";
import { Logs } from "./logs.ts";

/** What is known of a node besides its log. */
export interface KnownNode {
  /** Undefined before it was first seen. */
  state: NodeState | undefined;
  /** The term that it leads; 0 if it does not lead. */
  leads: number;
  durableTerm: number;
  durableVote: number;
  /** Whom it voted for, by term. */
  readonly votes: Map<number, number>;
  /** The highest index that it has ever known to be committed. */
  committed: number;
}

/** All that the facts told so far say of the nodes. */
export class Known {
  readonly logs: Logs;
  readonly nodes: readonly KnownNode[];
  /** What clients asked for beside the log, as "9 1": client and operation. */
  readonly reads = new Set<string>();
  /** Links that are cut, as "1,2". */
  private cuts: ReadonlySet<string> = new Set();

  constructor(chronicle: Chronicle) {
    this.logs = new Logs(chronicle.nodes);
    this.nodes = Array.from({ length: chronicle.nodes + 1 }, () => ({
      state: undefined,
      leads: 0,
      durableTerm: 0,
      durableVote: 0,
      votes: new Map<number, number>(),
      committed: 0,
    }));
  }

  take(fact: Fact): void {
    this.logs.takeFact(fact);
    if (fact.name === "clientRead") this.reads.add(`${fact.args[0]} ${fact.args[1]}`);
    const node = this.nodes[fact.args[0]];
    if (node === undefined) return;
    switch (fact.name) {
      case "becameLeader":
        node.leads = fact.args[1];
        break;
      case "steppedDown":
      case "crashed":
        node.leads = 0;
        break;
      case "hardStatePersisted":
        node.durableTerm = fact.args[1];
        node.durableVote = fact.args[2];
        break;
      case "voteRequested":
        node.votes.set(fact.args[1], fact.args[0]);
        break;
      case "voteGranted":
        node.votes.set(fact.args[1], fact.args[2]);
        break;
      case "committed":
        node.committed = Math.max(node.committed, fact.args[1]);
        break;
    }
  }

  /** What the nodes are after a step whose facts were all taken. */
  endStep(step: Step): void {
    this.cuts = this.cutsAfter(step);
    for (const state of step.states) this.nodes[state.node]!.state = state;
  }

  /** The links that are cut after the step, as "1,2": from and to. */
  cutsAfter({ cut = [], mended = [] }: Step): ReadonlySet<string> {
    if (cut.length + mended.length === 0) return this.cuts;
    const cuts = new Set(this.cuts);
    for (const link of mended) cuts.delete(`${link}`);
    for (const link of cut) cuts.add(`${link}`);
    return cuts;
  }

  of(node: number): KnownNode {
    return this.nodes[node]!;
  }

  /** The last entry of its log, as "2:3"; empty if it has none. */
  logEnd(node: number): string {
    const index = this.logs.lastIndex(node);
    return index === 0 ? "" : `${index}:${this.logs.termAt(node, index)}`;
  }
}

import { lastBelow } from "./changes.ts";
import type { Chronicle, Directed, NodeState } from "./chronicle.ts";

/** What the network and the nodes were like at each step: which links were cut, since when, and who was up and led. */
export class Surroundings {
  private readonly cuts = new Map<string, number[]>();
  private readonly mendings = new Map<string, number[]>();
  private readonly changed: number[][] = [];
  private readonly states: NodeState[][] = [];
  private readonly pauses: number[][] = [];

  /** By who got it and who sent it, the steps in which something arrived, ascending. */
  private readonly arrivals: number[][][] = [];

  constructor({ messages, nodes, steps }: Chronicle) {
    for (let node = 0; node <= nodes; node++) {
      this.changed.push([]);
      this.states.push([]);
      this.pauses.push([]);
      this.arrivals.push(Array.from({ length: nodes + 1 }, () => []));
    }
    for (const [at, { cut = [], deeds = [], mended = [], message, states }] of steps.entries()) {
      const letter = messages[message ?? -1];
      if (letter !== undefined && letter.from <= nodes && letter.to <= nodes) {
        this.arrivals[letter.to]![letter.from]!.push(at);
      }
      for (const { deed, nodes: hit } of deeds) if (deed.kind === "pause") this.pauses[hit[0]!]!.push(at);
      for (const link of cut) note(this.cuts, link, at);
      for (const link of mended) note(this.mendings, link, at);
      for (const state of states) {
        this.changed[state.node]!.push(at);
        this.states[state.node]!.push(state);
      }
    }
  }

  /** The node before a step; undefined before it was first seen. */
  stateBefore(at: number, node: number): NodeState | undefined {
    const last = lastBelow(this.changed[node]!, at);
    return last === undefined ? undefined : this.states[node]![this.changed[node]!.lastIndexOf(last)];
  }

  /** The step in which the node was stopped, if it stands still before this one. */
  pauseBefore(at: number, node: number): number | undefined {
    if (this.stateBefore(at, node)?.isPaused !== true) return undefined;
    return lastBelow(this.pauses[node]!, at);
  }

  /** The step in which the link was cut, if it is cut in this one. */
  cutSince(at: number, link: Directed): number | undefined {
    const cut = this.cutBefore(at + 1, link);
    const mended = this.mendedBefore(at + 1, link) ?? -1;
    return cut !== undefined && cut > mended ? cut : undefined;
  }

  /** The step in which the link was cut, if it was still cut when, or after, something last arrived on it. */
  silencingCut(at: number, link: Directed): number | undefined {
    const cut = this.cutBefore(at + 1, link);
    const mended = this.mendedBefore(at + 1, link) ?? -1;
    const heard = lastBelow(this.arrivals[link[1]]![link[0]]!, at) ?? -1;
    return cut !== undefined && (cut > mended || mended > heard) ? cut : undefined;
  }

  /** The last step before this one in which the link was cut. */
  cutBefore(at: number, link: Directed): number | undefined {
    return lastBelow(this.cuts.get(`${link}`) ?? [], at);
  }

  /** The last step before this one in which the link was mended. */
  mendedBefore(at: number, link: Directed): number | undefined {
    return lastBelow(this.mendings.get(`${link}`) ?? [], at);
  }
}

function note(steps: Map<string, number[]>, link: Directed, at: number): void {
  const known = steps.get(`${link}`);
  if (known === undefined) steps.set(`${link}`, [at]);
  else known.push(at);
}

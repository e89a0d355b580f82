import type { Catching, Commitment, Election, Item, Replication, Saving, TaleEntry } from "./item.ts";
import { together, withLostElections } from "./together.ts";

/**
 * Items in their order, in which what belongs together grows together: voters into their election, those who store
 * entries into the leader's append. Nothing of a node is told before what it did earlier.
 */
export class Timeline {
  readonly items: Item[] = [];

  add(item: Item): void {
    this.items.push(item);
  }

  /** The election that the node can still take part in. */
  election(node: number, candidate: number, term: number): Election | undefined {
    return this.find(node, (item): item is Election => {
      return item.kind === "election" && item.candidate === candidate && item.term === term;
    });
  }

  /** The append of exactly these entries. */
  replication(node: number, leader: number, entries: readonly TaleEntry[]): Replication | undefined {
    return this.find(node, (item): item is Replication => {
      return item.kind === "replication" && item.leader === leader && areSame(item.entries, entries);
    });
  }

  /** The append of an entry, among others perhaps. */
  replicationOf(node: number, leader: number, index: number): Replication | undefined {
    return this.find(node, (item): item is Replication => {
      return item.kind === "replication" && item.leader === leader && item.entries.some((one) => one.index === index);
    });
  }

  catching(node: number, from: number, entries: readonly TaleEntry[]): Catching | undefined {
    return this.find(node, (item): item is Catching => {
      return item.kind === "catching" && item.from === from && areSame(item.entries, entries);
    });
  }

  /** What the node, alone, took last from this leader, if these entries follow it. */
  earlierCatching(node: number, from: number, entries: readonly TaleEntry[]): Catching | undefined {
    const last = this.find(node, (item): item is Catching => {
      return item.kind === "catching" && item.from === from && item.takers.length === 1 && item.takers[0] === node;
    });
    const end = last?.entries.at(-1)?.index ?? -1;
    return end + 1 === entries[0]!.index ? last : undefined;
  }

  /** Where it is told that the log was committed up to an index. */
  commitment(node: number, index: number): Replication | Commitment | undefined {
    return this.find(node, (item): item is Replication | Commitment => {
      if (item.kind === "replication") return item.committedIndex === index;
      return item.kind === "commitment" && item.index === index;
    });
  }

  saving(node: number, index: number): Saving | undefined {
    return this.find(node, (item): item is Saving => item.kind === "saving" && item.index === index);
  }

  /** Neighbours that are the same thing again are one, but for elections in the step in which it broke. */
  condensed(violationStep: number): Item[] {
    const condensed: Item[] = [];
    for (const item of this.items) {
      const before = condensed.at(-1);
      const both = before === undefined ? undefined : together(before, item);
      if (both === undefined) condensed.push(item);
      else condensed[condensed.length - 1] = both;
    }
    return withLostElections(condensed, violationStep);
  }

  /** Backwards to the last item in which the node did something, and no further. */
  private find<Kind extends Item>(node: number, is: (item: Item) => item is Kind): Kind | undefined {
    for (let at = this.items.length - 1; at >= 0; at--) {
      const item = this.items[at]!;
      if (is(item)) return item;
      if (item.nodes.includes(node)) return undefined;
    }
    return undefined;
  }
}

function areSame(some: readonly TaleEntry[], others: readonly TaleEntry[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ index, term }, at) => index === others[at]!.index && term === others[at]!.term)
  );
}

import type { Accession, Alike, Election, Item, LostElections, Replication } from "./item.ts";
import { clausesOf } from "./sentences.ts";

/** So many elections in a row are told one by one. */
const MOST_LOST = 3;

/**
 * Two items, one right after the other, as one: appends of one leader that went to the same nodes, the first of a new
 * leader, and the same done by several nodes at one moment. Undefined if they are told each for itself.
 */
export function together(before: Item, item: Item): Item | undefined {
  if (before.kind === "replication" && item.kind === "replication") return appends(before, item);
  if (before.kind === "election" && item.kind === "replication") return accession(before, item);
  if (before.kind === "alike" && item.kind === "alike") return alike(before, item);
  return undefined;
}

function appends(before: Replication, item: Replication): Replication | undefined {
  if (!wentAlike(before, item)) return undefined;
  const { committedIndex, learners, untilUs } = item;
  return {
    ...before,
    ...union(before, item),
    entries: [...before.entries, ...item.entries],
    committedIndex,
    learners,
    untilUs,
  };
}

function accession(election: Election, first: Replication): Accession | undefined {
  const { entries, leader, term } = first;
  const isItsFirst = election.leads && leader === election.candidate && term === election.term;
  if (!isItsFirst || entries.length > 1 || !entries[0]!.isEmpty || clausesOf(first).length > 0) return undefined;
  return { kind: "accession", atUs: election.atUs, ...union(election, first), election, first };
}

/** An itself is another one for each. */
function alike(before: Alike, item: Alike): Alike | undefined {
  const isSame = before.atUs === item.atUs && before.does === item.does && !before.does.includes("itself");
  return isSame ? { ...before, ...union(before, item), who: [...before.who, ...item.who] } : undefined;
}

/** With long rows of elections that nobody won as one item each, but for what happened in this step. */
export function withLostElections(items: readonly Item[], butStep: number): Item[] {
  const found: Item[] = [];
  for (let at = 0; at < items.length; at++) {
    const lost: Election[] = [];
    for (let next = items[at]; next !== undefined && isLost(next, butStep); next = items[at + lost.length])
      lost.push(next);
    if (lost.length <= MOST_LOST) found.push(items[at]!);
    else {
      found.push(asOne(lost));
      at += lost.length - 1;
    }
  }
  return found;
}

function asOne(elections: readonly Election[]): LostElections {
  const steps = elections.flatMap((election) => election.steps);
  const nodes = [...new Set(elections.flatMap((election) => election.nodes))];
  return { kind: "lost-elections", atUs: elections[0]!.atUs, steps, nodes, elections };
}

/** Whose voters have more than it has in its own log is a case of its own. */
function isLost(item: Item, butStep: number): item is Election {
  if (item.kind !== "election") return false;
  return item.asks && !item.leads && item.ahead.length === 0 && !item.steps.includes(butStep);
}

function union(before: Item, item: Item): Pick<Item, "steps" | "nodes"> {
  return { steps: [...before.steps, ...item.steps], nodes: [...new Set([...before.nodes, ...item.nodes])] };
}

function wentAlike(before: Replication, item: Replication): boolean {
  const asSet = (nodes: readonly number[]) => [...nodes].sort().join();
  const committedBoth = before.committedIndex > 0 === item.committedIndex > 0;
  const unheard = ({ unheard }: Replication) => asSet(unheard.map(({ to }) => to));
  return (
    before.leader === item.leader &&
    before.term === item.term &&
    committedBoth &&
    before.elsewhere === item.elsewhere &&
    before.entries.at(-1)!.index + 1 === item.entries[0]!.index &&
    asSet(before.stored) === asSet(item.stored) &&
    unheard(before) === unheard(item)
  );
}

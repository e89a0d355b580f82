import type { Chronicle, Fact } from "./chronicle.ts";

/** An entry that was committed where it should not have been, or that is missing where it should be. */
interface Stake {
  readonly index: number;
  /** Whoever committed it, and in which step. */
  readonly node: number;
  readonly step: number;
}

interface Drop {
  readonly step: number;
  readonly node: number;
  readonly term: number;
}

/** In place of a term: a snapshot holds what the entry did. */
const IN_A_SNAPSHOT = -1;

/**
 * Of the entries that were committed in these steps: where the nodes that do not hold them at the violation, but once did,
 * let them go for the last time. That nobody holds an entry is no fact, so nothing else leads there.
 */
export function stepsOfDrops(chronicle: Chronicle, contradicting: readonly number[]): number[] {
  const stakes = contradicting.flatMap((step) =>
    chronicle.steps[step]!.facts.flatMap((fact): Stake[] =>
      fact.name === "committed" ? [{ index: fact.args[1], node: fact.args[0], step }] : [],
    ),
  );
  return stakes.flatMap((stake) => dropsOf(chronicle, stake));
}

function dropsOf({ nodes, steps, violationStep }: Chronicle, { index, node, step }: Stake): number[] {
  const place = new PlaceInLogs(index, nodes);
  let committedTerm = 0;
  for (let at = 0; at <= violationStep; at++) {
    for (const fact of steps[at]!.facts) place.take(fact, at);
    if (at === step) committedTerm = place.terms[node]!;
  }
  const isLacking = ({ node, term }: Drop) =>
    term === committedTerm && place.terms[node] !== committedTerm && place.terms[node] !== IN_A_SNAPSHOT;
  const last = new Map(place.drops.filter(isLacking).map((drop) => [drop.node, drop.step]));
  return [...last.values()];
}

/** What stands at one index in the logs of all nodes. */
class PlaceInLogs {
  /** By node; 0 where there is nothing. */
  readonly terms: number[];
  readonly drops: Drop[] = [];
  private readonly index: number;
  private readonly onDisk: number[];

  constructor(index: number, nodes: number) {
    this.index = index;
    this.terms = new Array<number>(nodes + 1).fill(0);
    this.onDisk = new Array<number>(nodes + 1).fill(0);
  }

  take(fact: Fact, step: number): void {
    const { index, onDisk } = this;
    const [node] = fact.args;
    switch (fact.name) {
      case "crashed":
      case "restarted":
        this.set(node, onDisk[node]!, step);
        break;
      case "logRestored":
        if (fact.args[1] < index) this.set(node, fact.args[2][index - fact.args[1] - 1]?.term ?? 0, step);
        break;
      case "appended":
        if (fact.args[1] === index) this.set(node, fact.args[2], step);
        break;
      case "truncated":
        if (fact.args[1] <= index) this.set(node, 0, step);
        break;
      case "snapshotInstalled":
        this.set(node, index <= fact.args[1] ? IN_A_SNAPSHOT : 0, step);
        break;
      case "entryPersisted":
        if (fact.args[1] === index) onDisk[node] = fact.args[2];
        break;
      case "durableTruncated":
        if (fact.args[1] <= index) onDisk[node] = 0;
        break;
      case "snapshotPersisted":
        onDisk[node] = index <= fact.args[1] ? IN_A_SNAPSHOT : 0;
        break;
      case "durableCompacted":
        if (index > fact.args[1]) break;
        this.set(node, IN_A_SNAPSHOT, step);
        onDisk[node] = IN_A_SNAPSHOT;
        break;
    }
  }

  private set(node: number, term: number, step: number): void {
    const before = this.terms[node]!;
    if (before > 0 && before !== term) this.drops.push({ step, node, term: before });
    this.terms[node] = term;
  }
}

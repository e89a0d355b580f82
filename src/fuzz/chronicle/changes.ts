import type { Chronicle, Fact, NodeState, Step } from "./chronicle.ts";

/**
 * What of a node a step can change that anybody could see: who it is for in elections (its term, vote and role, and
 * whether it is up), its log with what of it is durable, and what it knows to be committed.
 */
export type Aspect = "standing" | "log" | "commitment";

const ASPECTS: Partial<Record<Fact["name"], Aspect>> = {
  restarted: "standing",
  crashed: "standing",
  termChanged: "standing",
  becameLeader: "standing",
  steppedDown: "standing",
  voteRequested: "standing",
  voteGranted: "standing",
  hardStatePersisted: "standing",
  transferStarted: "standing",
  transferEnded: "standing",
  toldToCampaign: "standing",
  campaignForced: "standing",
  appended: "log",
  truncated: "log",
  entryPersisted: "log",
  durableTruncated: "log",
  snapshotTaken: "log",
  snapshotInstalled: "log",
  snapshotPersisted: "log",
  durableCompacted: "log",
  committed: "commitment",
};

/** What of a node's state belongs to which aspect: a change that no fact tells of shows only there. */
const FIELDS: Readonly<Record<Aspect, readonly (keyof NodeState)[]>> = {
  standing: ["role", "term", "votedFor", "leader"],
  log: ["lastIndex", "durableIndex", "baseIndex"],
  commitment: ["commitIndex"],
};

const ALL_ASPECTS = Object.keys(FIELDS) as Aspect[];

/** What a change of an aspect follows from, of the same node: nobody's log depends on what is committed. */
const FOLLOWS_FROM: Readonly<Record<Aspect, readonly Aspect[]>> = {
  standing: ["standing"],
  log: ["standing", "log"],
  commitment: ["standing", "log", "commitment"],
};

/** Facts that follow from more than others of their aspect do: whether a vote is given depends on logs. A restart finds one. A
 * transfer waits for one, and one grows meanwhile or does not. */
const FOLLOWS_FROM_MORE: Partial<Record<Fact["name"], readonly Aspect[]>> = {
  restarted: ["log"],
  voteRequested: ["log"],
  voteGranted: ["log"],
  snapshotTaken: ["commitment"],
  toldToCampaign: ["log"],
  transferEnded: ["log"],
};

const SYNCED: readonly Aspect[] = ["standing", "log"];

/** Deeds that change nothing about the nodes that they name, or only what others can hear of them. */
const NOT_OF_A_NODE = ["submit", "set-conditions", "heal", "partition", "cut-off", "clog"];

/** Which steps changed what of each node, to look up the last one before another. */
export class Changes {
  private readonly steps = new Map<string, number[]>();
  /** By client: the steps in which it was given something to ask for. */
  private readonly submits = new Map<number, number[]>();

  constructor({ steps }: Chronicle) {
    const states: NodeState[] = [];
    for (const [at, step] of steps.entries()) {
      if (step.place === 0) this.addSubmits(at, step);
      for (const fact of step.facts) {
        const aspect = ASPECTS[fact.name];
        if (aspect !== undefined) this.add(fact.args[0], aspect, at);
      }
      for (const deed of step.deeds ?? []) {
        if (isOfNodes(deed)) for (const node of deed.nodes) this.add(node, "standing", at);
      }
      // What was not made durable may be the term and the vote, or entries.
      if (step.kind === "sync-failed") for (const aspect of SYNCED) this.add(step.place, aspect, at);
      for (const state of step.states) {
        for (const aspect of aspectsBetween(states[state.node], state)) this.add(state.node, aspect, at);
        states[state.node] = state;
      }
    }
  }

  /** The last step before `at` in which the client was given something to ask for. */
  lastSubmitBefore(at: number, client: number): number | undefined {
    return lastBelow(this.submits.get(client) ?? [], at);
  }

  /** The last step before `at` that changed this of the node; undefined if there was none. */
  lastBefore(at: number, node: number, aspect: Aspect): number | undefined {
    return lastBelow(this.steps.get(keyOf(node, aspect)) ?? [], at);
  }

  /** Whether a step changed something of the node that anybody could see. */
  isChange(at: number, node: number): boolean {
    return this.changedIn(at, node).length > 0;
  }

  /** What the node's part in a step follows from; all but commitment for a step that only says how things stand. */
  followsFrom(at: number, { facts }: Step, node: number): Set<Aspect> {
    const changed = this.changedIn(at, node);
    if (changed.length === 0) return new Set(["standing", "log"]);
    const found = new Set(changed.flatMap((aspect) => FOLLOWS_FROM[aspect]));
    for (const { args, name } of facts) {
      if (args[0] === node) for (const aspect of FOLLOWS_FROM_MORE[name] ?? []) found.add(aspect);
    }
    return found;
  }

  private changedIn(at: number, node: number): Aspect[] {
    return ALL_ASPECTS.filter((aspect) => this.lastBefore(at + 1, node, aspect) === at);
  }

  private addSubmits(at: number, { facts }: Step): void {
    for (const { args, name } of facts) {
      if (name !== "clientInvoked" && name !== "clientRead") continue;
      const submits = this.submits.get(args[0]);
      if (submits === undefined) this.submits.set(args[0], [at]);
      else submits.push(at);
    }
  }

  private add(node: number, aspect: Aspect, at: number): void {
    const key = keyOf(node, aspect);
    const steps = this.steps.get(key);
    if (steps === undefined) this.steps.set(key, [at]);
    else if (steps.at(-1) !== at) steps.push(at);
  }
}

/** Whether a deed changes something about the nodes that it names. */
export function isOfNodes({ deed }: NonNullable<Step["deeds"]>[number]): boolean {
  return !NOT_OF_A_NODE.includes(deed.kind);
}

/** What is another of the node now; all of it is new, and none of it changed, when it is first seen. */
function aspectsBetween(before: NodeState | undefined, state: NodeState): Aspect[] {
  if (before === undefined) return [];
  return ALL_ASPECTS.filter((aspect) => FIELDS[aspect].some((field) => before[field] !== state[field]));
}

/** The last of ascending numbers that is below a bound. */
export function lastBelow(numbers: readonly number[], bound: number): number | undefined {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return numbers[low - 1];
}

function keyOf(node: number, aspect: Aspect): string {
  return `${aspect} ${node}`;
}

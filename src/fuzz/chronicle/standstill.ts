import { Changes } from "./changes.ts";
import type { Chronicle, Letter, NodeState } from "./chronicle.ts";
import { type Laggards, laggardsOf } from "./laggards.ts";
import { statesAtEnd } from "./node-state.ts";

/** What of one kind went between nodes that lag and others since they got no further. */
export interface Exchange {
  readonly kind: string;
  /** The others, ascending; endpoints behind the nodes are clients. */
  readonly others: readonly number[];
  readonly count: number;
  /** Of answers: how many say no, and whose. Of what the nodes sent: how many did not arrive. */
  readonly refused: number;
  readonly refusers: readonly number[];
  readonly lost: number;
  /** What the last of them said, and in which steps it was sent and, if it was, handled. */
  readonly last: Letter;
}

/** Nodes that lag in the same way, and what they heard and said since they last got further: nothing of it helped. */
export interface Standstill extends Laggards {
  /** The last step in which one of them got further, or the calm began. */
  readonly sinceStep: number;
  /** How all nodes that are up stand at the end. */
  readonly states: readonly NodeState[];
  readonly heard: readonly Exchange[];
  readonly said: readonly Exchange[];
  /** How often a timer of theirs ran. */
  readonly timers: number;
}

/** Of a violation of the calm: how the nodes that did not get where it expected them stood still. Else undefined. */
export function standstillOf(chronicle: Chronicle): Standstill | undefined {
  const laggards = laggardsOf(chronicle);
  if (laggards === undefined) return undefined;
  const { nodes } = laggards;
  const sinceStep = lastProgress(chronicle, laggards);
  const isOne = (endpoint: number) => nodes.includes(endpoint);
  const heard = chronicle.messages.filter(
    ({ arrivals, to }) => isOne(to) && arrivals.some(({ step }) => step > sinceStep),
  );
  const said = chronicle.messages.filter(({ from, sentStep }) => isOne(from) && sentStep > sinceStep);
  return {
    ...laggards,
    sinceStep,
    states: statesAtEnd(chronicle).filter(({ role }) => role !== "down"),
    heard: exchanges(heard, ({ from }) => from),
    said: exchanges(said, ({ to }) => to),
    timers: chronicle.steps.filter(({ kind, place }, at) => at > sinceStep && kind === "timer" && isOne(place)).length,
  };
}

/** The steps from which to look for what kept them: what each last did, and the last of all that it heard and said. */
export function stepsOfStandstill(chronicle: Chronicle, { heard, nodes, said }: Standstill): number[] {
  const changes = new Changes(chronicle);
  const end = chronicle.steps.length;
  const own = nodes.flatMap((node) =>
    (["standing", "log", "commitment"] as const).map((aspect) => changes.lastBefore(end, node, aspect)),
  );
  const heardIn = heard.map(({ last }) => last.arrivals.at(-1)?.step);
  const saidIn = said.map(({ last }) => last.sentStep);
  const calm = chronicle.steps.findIndex(({ beginsCalm }) => beginsCalm);
  return [...own, ...heardIn, ...saidIn, calm].filter((step) => step !== undefined && step >= 0) as number[];
}

function lastProgress(chronicle: Chronicle, { lack, nodes }: Laggards): number {
  const { steps } = chronicle;
  const calm = steps.findIndex(({ beginsCalm }) => beginsCalm);
  const names = PROGRESS[lack];
  const last = steps.findLastIndex(({ facts }) =>
    facts.some(({ args, name }) => nodes.includes(args[0]) && names.includes(name)),
  );
  return Math.max(calm, last, 0);
}

/** The facts by which a node comes nearer to what it lacks. */
const PROGRESS: Readonly<Record<Laggards["lack"], readonly string[]>> = {
  leader: ["becameLeader", "steppedDown"],
  term: ["restarted"],
  committed: ["restarted", "committed", "snapshotInstalled"],
  applied: ["restarted", "applied", "snapshotInstalled"],
  entries: ["restarted", "appended", "snapshotInstalled"],
  following: ["becameLeader", "transferStarted", "restarted"],
  answers: ["becameLeader", "committed", "transferStarted"],
};

/** By kind, the most frequent first. */
function exchanges(letters: readonly Letter[], otherOf: (letter: Letter) => number): Exchange[] {
  const kinds = [...new Set(letters.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const ofKind = letters.filter((letter) => letter.kind === kind);
      const refusals = ofKind.filter(({ agrees }) => agrees === false);
      return {
        kind,
        others: ascending(ofKind.map(otherOf)),
        count: ofKind.length,
        refused: refusals.length,
        refusers: ascending(refusals.map(({ from }) => from)),
        lost: ofKind.filter(({ arrivals, losses }) => arrivals.length === 0 && losses.length > 0).length,
        last: ofKind.at(-1)!,
      };
    })
    .sort((one, other) => other.count - one.count);
}

function ascending(nodes: readonly number[]): number[] {
  return [...new Set(nodes)].sort((one, other) => one - other);
}

import { eventsNamedIn } from "../../../invariants/index.ts";
import { ArrivalsCounted } from "./arrivals-counted.ts";
import { Changes, isOfNodes } from "./changes.ts";
import type { Chronicle, Letter, Step } from "./chronicle.ts";
import { stepsOfDrops } from "./drops.ts";
import { type Standstill, standstillOf, stepsOfStandstill } from "./standstill.ts";
import { Surroundings } from "./surroundings.ts";

/** What led to a violation. */
export interface Causes {
  /** The steps in its causal past, ascending; its own is the last. */
  readonly steps: readonly number[];
  /** Of each of them, those that it directly follows from, and that directly follow from it. All ascending. */
  readonly causesOf: ReadonlyMap<number, readonly number[]>;
  readonly effectsOf: ReadonlyMap<number, readonly number[]>;
  /** The steps of the facts that contradict each other; the one in which it broke is the last. */
  readonly contradicting: readonly number[];
  /** Where nodes did not come to rest in the calm: which, and what went on meanwhile. */
  readonly standstill: Standstill | undefined;
}

/**
 * The causal past of the violation: backwards from its step, and from the facts that it contradicts. A step follows from
 * the sending of its message, from the messages that were counted in it, and on its node from the last steps that changed
 * what it depends on; an election besides from what kept the leader from being heard. What was lost on its way was lost
 * because of a cut or a crash, which is a cause too. A step that changed nothing is a cause only of what its messages changed.
 */
export function causesOfViolation(chronicle: Chronicle): Causes {
  const past = new Past(chronicle);
  const { violation, violationStep } = chronicle;
  if (violation === undefined) {
    return { steps: [], causesOf: new Map(), effectsOf: new Map(), contradicting: [], standstill: undefined };
  }
  const contradicted = eventsNamedIn(violation.message).map((event) => stepOfEvent(chronicle, event, violation.nodes));
  past.follow(violationStep, [...contradicted, ...stepsOfDrops(chronicle, [...contradicted, violationStep])]);
  const standstill = standstillOf(chronicle);
  if (standstill !== undefined) past.follow(violationStep, stepsOfStandstill(chronicle, standstill));
  past.followLosses(violationStep);
  past.followConditions(violationStep);
  return { ...past.all(), contradicting: [...new Set([...contradicted, violationStep])], standstill };
}

/** The way back through a chronicle. */
class Past {
  private readonly chronicle: Chronicle;
  private readonly changes: Changes;
  private readonly arrivals: ArrivalsCounted;
  private readonly surroundings: Surroundings;
  private readonly causesOf = new Map<number, Set<number>>();
  private readonly contradicting = new Set<number>();

  constructor(chronicle: Chronicle) {
    this.chronicle = chronicle;
    this.changes = new Changes(chronicle);
    this.arrivals = new ArrivalsCounted(chronicle);
    this.surroundings = new Surroundings(chronicle);
  }

  /** Adds all that led to a step, and to others that it contradicts. */
  follow(step: number, contradicted: readonly number[] = []): void {
    for (const one of [step, ...contradicted]) this.contradicting.add(one);
    const known = this.causesOf.get(step) ?? this.directCauses(step);
    for (const one of contradicted) if (one < step) known.add(one);
    this.causesOf.set(step, known);
    const toFollow = [...known];
    while (toFollow.length > 0) {
      const next = toFollow.pop()!;
      if (this.causesOf.has(next)) continue;
      const causes = this.directCauses(next);
      this.causesOf.set(next, causes);
      toFollow.push(...causes);
    }
  }

  /** What was sent in the past and got lost was lost because of something, and that led to the violation too. */
  followLosses(violationStep: number): void {
    const { messages, steps } = this.chronicle;
    const reasons = new Set<number>();
    for (const at of this.causesOf.keys()) {
      for (const sent of steps[at]!.sent) {
        const letter = messages[sent]!;
        if (!isWeighty(letter) || letter.arrivals.length > 0) continue;
        const reason = this.whyLost(letter);
        if (reason !== undefined) reasons.add(reason);
      }
    }
    this.follow(violationStep, [...reasons]);
  }

  /** What the network was made like is a cause: all that was sent since went by it. */
  followConditions(violationStep: number): void {
    const { steps } = this.chronicle;
    const set = steps.flatMap(({ deeds = [] }, at) =>
      deeds.some(({ deed }) => deed.kind === "set-conditions") && at < violationStep ? [at] : [],
    );
    this.follow(violationStep, set);
  }

  all(): Pick<Causes, "steps" | "causesOf" | "effectsOf"> {
    const steps = [...this.causesOf.keys()].sort((one, other) => one - other);
    const effectsOf = new Map<number, number[]>(steps.map((step) => [step, []]));
    const causesOf = new Map<number, readonly number[]>();
    for (const step of steps) {
      const causes = [...this.causesOf.get(step)!].sort((one, other) => one - other);
      causesOf.set(step, causes);
      for (const cause of causes) effectsOf.get(cause)!.push(step);
    }
    return { steps, causesOf, effectsOf };
  }

  private directCauses(at: number): Set<number> {
    const { messages, steps } = this.chronicle;
    const step = steps[at]!;
    const causes = new Set<number>();
    const isOfClient = step.place > this.chronicle.nodes;
    const submitted = isOfClient ? this.changes.lastSubmitBefore(at, step.place) : undefined;
    if (submitted !== undefined) causes.add(submitted);
    // What a client asks for next follows from all that it was told before: that leads nowhere.
    if (isOfClient && !this.contradicting.has(at)) return causes;
    const letter = step.message === undefined ? undefined : messages[step.message];
    if (letter !== undefined) this.addSending(letter, step, causes);
    if (letter === undefined || !isAskedBefore(letter) || this.changes.isChange(at, step.place))
      this.addOwn(at, step, causes);
    for (const counted of this.arrivals.countedIn(at, step, (node) => this.leads(at, node))) causes.add(counted);
    this.addSilence(at, step, causes);
    causes.delete(at);
    return causes;
  }

  private addSending(letter: Letter, step: Step, causes: Set<number>): void {
    const { changes, chronicle, surroundings } = this;
    causes.add(letter.sentStep);
    if (Math.max(letter.from, letter.to) > chronicle.nodes) return;
    const mended = surroundings.mendedBefore(letter.sentStep, [letter.from, letter.to]);
    if (mended !== undefined) causes.add(mended);
    const learns = step.facts.some(({ name }) => name === "committed") && letter.kind === "append-request";
    const commitment = learns ? changes.lastBefore(letter.sentStep + 1, letter.from, "commitment") : undefined;
    if (commitment !== undefined) causes.add(commitment);
  }

  /** What the step's own nodes did before, as far as it matters. */
  private addOwn(at: number, step: Step, causes: Set<number>): void {
    for (const node of nodesOf(step)) {
      if (node > this.chronicle.nodes) continue;
      for (const aspect of this.changes.followsFrom(at, step, node)) {
        const before = this.changes.lastBefore(at, node, aspect);
        if (before !== undefined) causes.add(before);
      }
    }
  }

  /** Why a node that stands for election did not hear from its leader, or a leader that gives up from its followers. */
  private addSilence(at: number, step: Step, causes: Set<number>): void {
    const node = step.place;
    const misses = step.message === undefined && step.facts.some(({ name }) => name === "steppedDown");
    if (!misses && !step.facts.some(({ name }) => name === "voteRequested")) return;
    for (let other = 1; other <= this.chronicle.nodes; other++) {
      if (other === node) continue;
      const isDown = this.surroundings.stateBefore(at, other)?.role === "down";
      const crash = isDown ? this.changes.lastBefore(at, other, "standing") : undefined;
      const cut = this.surroundings.silencingCut(at, [other, node]);
      const pause = this.surroundings.pauseBefore(at, other);
      for (const one of [crash, cut, pause]) if (one !== undefined) causes.add(one);
    }
  }

  private leads(at: number, node: number): boolean {
    return this.surroundings.stateBefore(at, node)?.role === "leader";
  }

  /** The cut of the link, or the crash of whom it was for; undefined if chance lost it. */
  private whyLost({ from, losses, sentStep, to }: Letter): number | undefined {
    const { changes, chronicle, surroundings } = this;
    const [loss] = losses;
    if (loss?.why === "cut") return surroundings.cutSince(sentStep, [from, to]);
    if (loss === undefined || to > chronicle.nodes) return undefined;
    const lostAt = firstAfter(chronicle.steps, loss.atUs);
    if (loss.why === "nobody up") return changes.lastBefore(lostAt, to, "standing");
    return loss.why === "cut in flight" ? surroundings.cutBefore(lostAt, [from, to]) : undefined;
  }
}

/** The first step after a time. */
function firstAfter(steps: readonly Step[], timeUs: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.atUs <= timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An answer to what would be, before an election: it depends on much that never matters. */
function isAskedBefore({ kind }: Letter): boolean {
  return kind === "pre-vote-request" || kind === "pre-vote-response";
}

/** What changes something where it arrives. */
function isWeighty({ agrees, entries, kind }: Letter): boolean {
  return entries !== undefined || agrees === true || kind === "vote-request" || kind === "snapshot-request";
}

function nodesOf(step: Step): Set<number> {
  const nodes = new Set(step.facts.filter(({ name }) => !name.startsWith("client")).map(({ args }) => args[0]));
  for (const deed of step.deeds ?? []) if (isOfNodes(deed)) for (const node of deed.nodes) nodes.add(node);
  if (step.place > 0) nodes.add(step.place);
  return nodes;
}

/** An event, or what the director did right after it to one of these nodes: both bear the event's number. */
function stepOfEvent({ steps }: Chronicle, event: number, nodes: readonly number[]): number {
  const first = steps.findIndex((step) => step.event >= event);
  const touches = (at: number) => steps[at]!.facts.some(({ args }) => nodes.includes(args[0]));
  for (let at = first; at >= 0 && steps[at]?.event === event; at++) if (touches(at)) return at;
  return Math.max(first, 0);
}

import type { Chronicle, Letter, Step } from "./chronicle.ts";

interface ArrivalOf {
  readonly step: number;
  readonly letter: Letter;
}

/**
 * Messages that changed nothing when they came, but counted later: the votes of whoever became leader, the
 * acknowledgements of whoever committed, and the request for a vote that was given when something else was durable.
 */
export class ArrivalsCounted {
  /** By who got them, in their order. */
  private readonly arrivals = new Map<number, ArrivalOf[]>();

  constructor({ messages, steps }: Chronicle) {
    for (const [step, { message }] of steps.entries()) {
      const letter = messages[message ?? -1];
      if (letter === undefined || !canCount(letter)) continue;
      const arrivals = this.arrivals.get(letter.to);
      if (arrivals === undefined) this.arrivals.set(letter.to, [{ step, letter }]);
      else arrivals.push({ step, letter });
    }
  }

  /** The steps whose messages count for what a node became, committed or granted in this one. */
  countedIn(at: number, step: Step, isLeader: (node: number) => boolean): number[] {
    return step.facts.flatMap((fact) => {
      switch (fact.name) {
        case "becameLeader":
          return this.votes(at, fact.args[0], fact.args[1]);
        case "committed":
          return isLeader(fact.args[0]) ? this.acknowledgements(at, ...fact.args) : [];
        case "voteGranted":
          return this.requests(at, ...fact.args);
        default:
          return [];
      }
    });
  }

  private votes(before: number, node: number, term: number): number[] {
    return this.firstOfEach(node, before, (letter) => letter.kind === "vote-response" && letter.term === term);
  }

  private acknowledgements(before: number, node: number, index: number, term: number): number[] {
    return this.firstOfEach(node, before, (letter) => letter.term === term && (letter.upTo ?? 0) >= index);
  }

  private requests(before: number, voter: number, term: number, candidate: number): number[] {
    const isIt = ({ from, kind, ...letter }: Letter) =>
      kind === "vote-request" && from === candidate && letter.term === term;
    return this.firstOfEach(voter, before, isIt);
  }

  /** The first from each sender that qualifies. */
  private firstOfEach(node: number, before: number, qualifies: (letter: Letter) => boolean): number[] {
    const senders = new Set<number>();
    const found: number[] = [];
    for (const { letter, step } of this.arrivals.get(node) ?? []) {
      if (step >= before) break;
      if (!qualifies(letter) || senders.has(letter.from)) continue;
      senders.add(letter.from);
      found.push(step);
    }
    return found;
  }
}

function canCount({ agrees, kind, upTo }: Letter): boolean {
  return kind === "vote-request" || (kind === "vote-response" && agrees === true) || upTo !== undefined;
}

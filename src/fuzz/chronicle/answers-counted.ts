import type { Chronicle, Letter, Step } from "./chronicle.ts";

interface Answer {
  readonly step: number;
  readonly letter: Letter;
}

/**
 * Answers that changed nothing when they came, but were counted: the votes of whoever became leader, and the
 * acknowledgements of whoever committed.
 */
export class AnswersCounted {
  /** Those that say yes, by who got them, in their order. */
  private readonly answers = new Map<number, Answer[]>();

  constructor({ messages, steps }: Chronicle) {
    for (const [step, { message }] of steps.entries()) {
      const letter = messages[message ?? -1];
      if (letter === undefined || !saysYes(letter)) continue;
      const answers = this.answers.get(letter.to);
      if (answers === undefined) this.answers.set(letter.to, [{ step, letter }]);
      else answers.push({ step, letter });
    }
  }

  /** The steps whose answers count for what the node became or committed in this one. */
  countedIn(at: number, step: Step, isLeader: (node: number) => boolean): number[] {
    return step.facts.flatMap((fact) => {
      if (fact.name === "becameLeader") return this.votes(at, fact.args[0], fact.args[1]);
      if (fact.name !== "committed" || !isLeader(fact.args[0])) return [];
      const [node, index, term] = fact.args;
      return this.acknowledgements(at, node, index, term);
    });
  }

  private votes(before: number, node: number, term: number): number[] {
    return this.firstOfEach(node, before, (letter) => letter.kind === "vote-response" && letter.term === term);
  }

  private acknowledgements(before: number, node: number, index: number, term: number): number[] {
    return this.firstOfEach(node, before, (letter) => letter.term === term && (letter.upTo ?? 0) >= index);
  }

  /** The first from each sender that qualifies. */
  private firstOfEach(node: number, before: number, qualifies: (letter: Letter) => boolean): number[] {
    const senders = new Set<number>();
    const found: number[] = [];
    for (const { letter, step } of this.answers.get(node) ?? []) {
      if (step >= before) break;
      if (!qualifies(letter) || senders.has(letter.from)) continue;
      senders.add(letter.from);
      found.push(step);
    }
    return found;
  }
}

function saysYes({ agrees, kind, upTo }: Letter): boolean {
  return (kind === "vote-response" && agrees === true) || upTo !== undefined;
}

import type { RaftCore, RaftView } from "../../sut/index.ts";
import type { Input, Output, Raft } from "./core-types.ts";

/** What a node asks of its leader on behalf of its reads. */
interface Question {
  readonly context: number;
  readonly askedUs: number;
}

/** All that was decided when a question was asked stands at or below the index that answers it. */
export interface Answer {
  readonly askedUs: number;
  readonly index: number;
}

/** What of a node says that it gives up its question. */
export type Following = Pick<RaftView, "leader" | "role" | "term">;

/** Follows the questions of a node: one at a time, the same until it is answered. */
export class QuestionWatch {
  private question: Question | undefined = undefined;

  /** The answer that the node has taken in this step, if any. */
  note(former: Following, following: Following, nowUs: number, input: Input, output: Output): Answer | undefined {
    const { leader, role, term } = former;
    if (role !== following.role || term !== following.term || leader !== following.leader) this.question = undefined;
    const answer = this.question === undefined ? undefined : answerTo(this.question, input);
    if (answer !== undefined) this.question = undefined;
    for (const message of output.messages) {
      if (message.kind !== "read-index-request" || message.context === this.question?.context) continue;
      this.question = { context: message.context, askedUs: nowUs };
    }
    return answer;
  }

  fork(): QuestionWatch {
    return Object.assign(new QuestionWatch(), this);
  }
}

function answerTo(question: Question, input: Input): Answer | undefined {
  if (input.kind !== "message" || input.message.kind !== "read-index-response") return undefined;
  const { context, index } = input.message;
  return context === question.context ? { askedUs: question.askedUs, index } : undefined;
}

/**
 * A node that has just been told what is decided answers stale reads by that, but for none that must show more
 * (dissertation §6.4): not before its machine has all of it, and for none that must show what was decided after it had
 * asked. It is asked on a copy: hardly any client's read comes at that moment, and may be just as old.
 */
export function checkStaleRead(core: RaftCore, raft: Raft, nowUs: number, { askedUs, index }: Answer): void {
  const { appliedIndex } = raft.view;
  if (appliedIndex < index && isAnswered(core, raft, nowUs, nowUs - askedUs)) {
    throw new Error(`a stale read that must show index ${index} is answered as of index ${appliedIndex}`);
  }
  checkNoFresher(core, raft, nowUs, askedUs);
}

/** All that a node knows to be decided was so by `sinceUs`: it answers no stale read that must show what came after. */
export function checkNoFresher(core: RaftCore, raft: Raft, nowUs: number, sinceUs: number): void {
  if (nowUs <= sinceUs || !isAnswered(core, raft, nowUs, nowUs - sinceUs - 1)) return;
  throw new Error(
    `a stale read that must show what was decided at ${sinceUs + 1} is answered by what was at ${sinceUs}`,
  );
}

/** Whether a copy answers a stale read at once. */
function isAnswered(core: RaftCore, raft: Raft, nowUs: number, maxStalenessUs: number): boolean {
  const output = new core.Output();
  const read = { data: undefined, consistency: "stale", maxStalenessUs } as const;
  raft.fork().step(nowUs, { kind: "read", reads: [read] }, output);
  return output.reads.some(({ by }) => by === "staleness");
}

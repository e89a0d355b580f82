import { withVotersAlone } from "../../../invariants/index.ts";
import type { RunResult } from "../result.ts";
import type { RunRecord, Searched } from "./seed-task.ts";

/** What failures have in common that seem to be of one cause, and how many there are. */
export interface Cause extends Searched {
  readonly invariant: string;
  /** The violation in its own words, without the numbers, which differ from run to run. */
  readonly says: string;
  readonly runs: number;
  /** In the first of them, whose seed this names. */
  readonly violation: RunResult["violations"][number];
}

/** What is alike and stands in a row: "#, # and #", "n#, n#", "n# is in term #, n# is in term #". */
const LIST = /(?<!\w)(n?#[^,;:]*?)(?:, \1)+(?: and \1)?(?!\w)/g;

/**
 * A violation in words that are the same for every node, term and index, and however many are listed: "n# and n# both
 * lead term #", "of its voters n# only n# voted for it".
 */
export function shapeOfMessage(message: string): string {
  return withVotersAlone(message)
    .replace(/\b0x[0-9a-f]+\b|\b[0-9a-f]{8,}\b/gi, "#")
    .replace(/\d+(?:[.,]\d+)*/g, "#")
    .replace(LIST, "$1");
}

/** Failures by their causes, in the order in which those were first seen. */
export class Causes {
  private readonly known = new Map<string, Cause>();

  static from(causes: readonly Cause[]): Causes {
    const copy = new Causes();
    for (const cause of causes) copy.known.set(keyOf(cause), cause);
    return copy;
  }

  get size(): number {
    return this.known.size;
  }

  /** Counts a run that failed; what fell first in it says of what cause, which is given if the run is the first of it. */
  add({ result: { seed, violations }, strategy }: RunRecord): Cause | undefined {
    const [violation] = violations;
    const { invariant, message } = violation!;
    const says = shapeOfMessage(message);
    const key = keyOf({ invariant, says });
    const known = this.known.get(key);
    const fresh = { invariant, says, runs: 1, seed, ...(strategy && { strategy }), violation: violation! };
    this.known.set(key, known === undefined ? fresh : { ...known, runs: known.runs + 1 });
    return known === undefined ? fresh : undefined;
  }

  list(): Cause[] {
    return [...this.known.values()];
  }
}

function keyOf({ invariant, says }: Pick<Cause, "invariant" | "says">): string {
  return `${invariant}: ${says}`;
}

import { appointJudge, type Judge, type ObservationName, type Violation } from "../../../invariants/index.ts";
import { History } from "../../workload/index.ts";
import { canonicalName } from "./canonical.ts";
import { NOTHING_OBSERVED } from "./node-steps.ts";
import { Numbering } from "./numbering.ts";
import { type Observed, tell } from "./recorder.ts";

/** What a judge that has seen something says of what it sees next. */
export interface Verdict {
  /** The judge that has seen that too. */
  readonly judge: number;
  /** The first thing that broke; undefined if nothing did. */
  readonly violation: Violation | undefined;
}

/** What a judge remembers, and what was found to come of what it is told. */
interface KnownJudge {
  readonly judge: Judge;
  /** The verdict on nothing. */
  readonly unchanged: Verdict;
  readonly verdicts: Map<number, Verdict>;
}

/**
 * The judges of all that can be observed. What a cluster did before can matter for what breaks later, so two states of it
 * are the same only if their judges remember the same; and each thing that a judge can be told is judged once.
 */
export class Verdicts {
  private readonly judges = new Numbering<KnownJudge>();

  begin(nodes: number, names: readonly ObservationName[]): number {
    return this.numberOf(appointFor(nodes, names));
  }

  judge(number: number, batch: number, observed: readonly Observed[]): Verdict {
    const known = this.judges.at(number);
    if (batch === NOTHING_OBSERVED) return known.unchanged;
    let verdict = known.verdicts.get(batch);
    if (verdict === undefined) {
      const judge = known.judge.fork();
      tell(judge, observed);
      const [violation] = judge.violations;
      verdict = { judge: violation === undefined ? this.numberOf(judge) : -1, violation };
      known.verdicts.set(batch, verdict);
    }
    return verdict;
  }

  private numberOf(judge: Judge): number {
    const unchanged = { judge: this.judges.size, violation: undefined };
    return this.judges.numberOf(canonicalName(memoryOf(judge), OF_CHECKERS), { judge, unchanged, verdicts: new Map() });
  }
}

/** A judge of nodes that never ran. */
export function appointFor(nodes: number, supplied: readonly ObservationName[]): Judge {
  const founders = Array.from({ length: nodes }, (_, place) => place + 1);
  return appointJudge({ nodes, founders, supplied, history: new NoHistory(), expects: "safety" });
}

/** Clients are not observed, so that all judges can share the history of what they did. */
class NoHistory extends History {
  override fork(): this {
    return this;
  }
}

/** All checkers look at the same evidence. */
const OF_CHECKERS: ReadonlySet<string> = new Set(["evidence"]);

/** What its verdicts hang from, which nobody else needs to see: not what it counts. */
function memoryOf(judge: Judge): readonly unknown[] {
  const { checkers, evidence } = judge as unknown as { readonly checkers: object; readonly evidence: object };
  return [evidence, checkers];
}

/**
 * One stretch of a log with entries of one term. Immutable, and linked to the stretches before it, so that logs share
 * them: a copy or a restart costs nothing, however many leaders the log has had.
 */
interface TermRun {
  readonly firstIndex: number;
  readonly term: number;
  /** How many stretches come before it. */
  readonly depth: number;
  /** The stretch before it, and one further back, chosen so that any can be reached in logarithmically many jumps. */
  readonly previous: TermRun;
  readonly jump: TermRun;
}

/**
 * The terms of a whole log, kept as runs: terms never fall along a log, and a term is one leader's stretch of it.
 * A log of millions of entries has as many runs as it had leaders, so every term stays in memory when entries do not.
 */
export class TermRuns {
  private newest: TermRun = BEFORE_ALL;

  append(index: number, term: number): void {
    const { newest } = this;
    if (term === newest.term) return;
    if (term < newest.term) throw new Error(`term ${term} at index ${index} follows term ${newest.term}`);
    this.newest = runAfter(newest, index, term);
  }

  /** Forgets the terms of `index`, at least 1, and of all above it. */
  truncateFrom(index: number): void {
    this.newest = this.runOf(index - 1);
  }

  /** Forgets what lies below `index`: of what is left, it is the place before the first entry. */
  compactTo(index: number): void {
    const above: TermRun[] = [];
    let run = this.newest;
    for (; run.firstIndex > index; run = run.previous) above.push(run);
    this.startAt(index, run.term);
    while (above.length > 0) {
      const { firstIndex, term } = above.pop()!;
      this.newest = runAfter(this.newest, firstIndex, term);
    }
  }

  /** Forgets everything: the place before the first entry is now `index`, and `term` its term. */
  startAt(index: number, term: number): void {
    this.newest = createFirst(index, term);
  }

  /** The term of an index that is in the log, or of the place before its first entry: 0 where that is index 0. */
  termAt(index: number): number {
    return this.runOf(index).term;
  }

  /** The highest index at or below `index` whose term is at most `term`; if there is none, one below all there is. */
  lastIndexWithin(index: number, term: number): number {
    let run = this.runOf(index);
    if (run.term <= term) return index;
    while (run.depth > 0 && run.previous.term > term) run = run.jump.term > term ? run.jump : run.previous;
    return run.firstIndex - 1;
  }

  fork(): TermRuns {
    const copy = new TermRuns();
    copy.newest = this.newest;
    return copy;
  }

  /** The run that holds `index`. Most questions are about the newest. */
  private runOf(index: number): TermRun {
    let run = this.newest;
    while (run.firstIndex > index) {
      if (run.depth === 0) throw new Error(`the term of index ${index} is asked for, below ${run.firstIndex}`);
      run = run.jump.firstIndex > index ? run.jump : run.previous;
    }
    return run;
  }
}

/** The place before the first entry, which every log has. */
const BEFORE_ALL = createFirst(0, 0);

function createFirst(firstIndex: number, term: number): TermRun {
  const first = { firstIndex, term, depth: 0 } as { -readonly [Name in keyof TermRun]: TermRun[Name] };
  first.previous = first;
  first.jump = first;
  return first;
}

/**
 * Jumps grow as in a skew-binary number: when the last two are of the same length, the next one spans them both
 * (E. W. Myers, "An applicative random-access stack", 1983).
 */
function runAfter(previous: TermRun, firstIndex: number, term: number): TermRun {
  const { jump } = previous;
  const joinsTwo = previous.depth - jump.depth === jump.depth - jump.jump.depth;
  return { firstIndex, term, depth: previous.depth + 1, previous, jump: joinsTwo ? jump.jump : previous };
}

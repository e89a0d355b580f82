import type { ConfigurationFacts } from "./observation.ts";

/** A configuration in a log, and the one before it there: a list that is shared and never changed, so copies cost nothing. */
export interface ObservedConfiguration {
  /** Of the entry that holds it; of the snapshot that brought it; 0 for that of the founders. */
  readonly index: number;
  readonly term: number;
  readonly facts: ConfigurationFacts;
  /** Undefined for the founders' and for a snapshot's: what came before those is committed and past. */
  readonly previous: ObservedConfiguration | undefined;
}

/** What every log begins with: the founders are voters, and nobody else belongs. */
export function foundersConfiguration(founders: readonly number[]): ObservedConfiguration {
  const voters = [...founders].sort((a, b) => a - b);
  return {
    index: 0,
    term: 0,
    facts: { voters, outgoing: [], learners: [], learnersNext: [], leavesByItself: false },
    previous: undefined,
  };
}

/** The newest configurations of a node's two logs, in memory and durable; from each the older ones can be reached. */
export class ObservedConfigurations {
  memory: ObservedConfiguration;
  private durable: ObservedConfiguration;
  /** Those that were in the log in memory and are not known to be durable, in that order, rolled back or not. */
  private unsaved: readonly ObservedConfiguration[];

  constructor(
    memory: ObservedConfiguration,
    durable: ObservedConfiguration = memory,
    unsaved: readonly ObservedConfiguration[] = [],
  ) {
    this.memory = memory;
    this.durable = durable;
    this.unsaved = unsaved;
  }

  append(index: number, term: number, facts: ConfigurationFacts): void {
    this.memory = { index, term, facts, previous: this.memory };
    this.unsaved = [...this.unsaved, this.memory];
  }

  /** The configurations of the entries at `fromIndex` and above are no longer in force. */
  truncate(fromIndex: number): void {
    this.memory = newestBelow(this.memory, fromIndex);
  }

  /** An entry is durable: if it holds a configuration, the log in memory had it first. */
  persist(index: number, term: number): void {
    if (this.unsaved.length === 0) return;
    const saved = this.takeUnsaved(index, term, false);
    if (saved !== undefined) this.durable = { ...saved, previous: this.durable };
  }

  truncateDurable(fromIndex: number): void {
    this.durable = newestBelow(this.durable, fromIndex);
  }

  install(index: number, term: number, facts: ConfigurationFacts): void {
    this.memory = { index, term, facts, previous: undefined };
    this.unsaved = [...this.unsaved, this.memory];
  }

  persistSnapshot(index: number, term: number): void {
    const saved = this.takeUnsaved(index, term, true);
    if (saved !== undefined) this.durable = saved;
  }

  restart(): void {
    this.memory = this.durable;
    this.unsaved = [];
  }

  fork(): ObservedConfigurations {
    return new ObservedConfigurations(this.memory, this.durable, this.unsaved);
  }

  /** Writes become durable in order, so what stood before it will not become durable any more. */
  private takeUnsaved(index: number, term: number, fromSnapshot: boolean): ObservedConfiguration | undefined {
    const place = this.unsaved.findIndex(
      (one) => one.index === index && one.term === term && (one.previous === undefined) === fromSnapshot,
    );
    const found = this.unsaved[place];
    this.unsaved = this.unsaved.slice(place + 1);
    return found;
  }
}

function newestBelow(newest: ObservedConfiguration, index: number): ObservedConfiguration {
  let kept = newest;
  while (kept.index >= index && kept.previous !== undefined) kept = kept.previous;
  return kept;
}

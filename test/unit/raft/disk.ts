import { type DurableState, type Entry, TermRuns, type Write } from "../../../src/raft/index.ts";

interface Contents {
  readonly term: number;
  readonly votedFor: number;
  readonly log: readonly Entry[];
}

const EMPTY: Contents = { term: 0, votedFor: 0, log: [] };

/** A server's disk: what is durable, and the writes that are not yet. */
export class Disk {
  private durable = EMPTY;
  private unfinished: Write[] = [];

  begin(write: Write): void {
    this.unfinished.push(write);
  }

  /** Makes the oldest `count` writes durable. The number of the last of them, or 0 if there was none. */
  finish(count: number): number {
    const finished = this.unfinished.slice(0, count);
    this.unfinished = this.unfinished.slice(finished.length);
    this.durable = finished.reduce(withWrite, this.durable);
    return finished[finished.length - 1]?.number ?? 0;
  }

  loseUnfinished(): void {
    this.unfinished = [];
  }

  /** Puts a term and a log there, one entry for each of the terms given. */
  fill(term: number, votedFor: number, terms: readonly number[]): void {
    const log = terms.map((entryTerm, position): Entry => {
      const index = position + 1;
      return { index, term: entryTerm, kind: "command", data: `${index}`, bytes: 1 };
    });
    this.unfinished = [];
    this.durable = { term, votedFor, log };
  }

  /** The log as the server has it in memory: durable or on its way. */
  get log(): readonly Entry[] {
    return this.unfinished.reduce(withWrite, this.durable).log;
  }

  durableEntry(index: number): Entry {
    const entry = this.durable.log[index - 1];
    if (entry === undefined) throw new Error(`Entry ${index} is not durable.`);
    return entry;
  }

  durableState(): DurableState {
    const { term, votedFor, log } = this.durable;
    const termRuns = new TermRuns();
    for (const entry of log) termRuns.append(entry.index, entry.term);
    return {
      term,
      votedFor,
      lastIndex: log.length,
      termRuns,
      tail: log,
      configurations: log.flatMap(({ index, kind, data }) =>
        kind === "configuration" ? [{ index, configuration: data }] : [],
      ),
      appliedIndex: 0,
    };
  }
}

function withWrite(contents: Contents, write: Write): Contents {
  if (write.kind === "hard-state") return { ...contents, term: write.term, votedFor: write.votedFor };
  return { ...contents, log: [...contents.log.slice(0, write.entries[0]!.index - 1), ...write.entries] };
}

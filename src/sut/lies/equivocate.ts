import type { Observations } from "../../../invariants/observation.ts";
import type { StampedRequest } from "../../machine/index.ts";
import type { AppendRequest, CommandEntry, Entry } from "../../raft/index.ts";
import type { Process } from "../../sim/program.ts";
import { forgeRequest } from "./forgery.ts";

/** One in so many entries has two versions. */
const ENTRIES_PER_LIE = 4;

/**
 * A leader that sends some of its peers other entries under the same index and term. Every other peer is deceived, and
 * always told the same, so that both versions can find followers that acknowledge them and be committed.
 */
export class Equivocation {
  private readonly peers: readonly number[];
  /** The other versions of entries of this term, by index. */
  private readonly versions: Map<number, Entry>;
  private term = 0;
  /** Up to here it is decided which entries have another version. */
  private decidedIndex = 0;

  constructor(peers: readonly number[], versions = new Map<number, Entry>()) {
    this.peers = peers;
    this.versions = versions;
  }

  /** What the peer is told; the same message if that is the truth. Entries of earlier terms are another's, and stay. */
  tell(process: Process<Observations>, message: AppendRequest): AppendRequest {
    this.enterTerm(message.term);
    if (this.peers.indexOf(message.to) % 2 === 0) return message;
    const entries = message.entries.map((entry) => (entry.term === this.term ? this.versionOf(process, entry) : entry));
    return entries.some((entry, place) => entry !== message.entries[place]) ? { ...message, entries } : message;
  }

  fork(): Equivocation {
    const copy = new Equivocation(this.peers, new Map(this.versions));
    copy.term = this.term;
    copy.decidedIndex = this.decidedIndex;
    return copy;
  }

  private enterTerm(term: number): void {
    if (term === this.term) return;
    this.term = term;
    this.decidedIndex = 0;
    this.versions.clear();
  }

  private versionOf(process: Process<Observations>, entry: Entry): Entry {
    if (entry.index > this.decidedIndex) {
      this.decidedIndex = entry.index;
      const version = entry.kind === "command" ? forgeVersion(process, entry) : undefined;
      if (version !== undefined) this.versions.set(entry.index, version);
    }
    return this.versions.get(entry.index) ?? entry;
  }
}

function forgeVersion(process: Process<Observations>, entry: CommandEntry): Entry | undefined {
  if (process.choose("lie", ENTRIES_PER_LIE) !== 0) return undefined;
  const data = forgeRequest(process, entry.data as StampedRequest);
  return data === undefined ? undefined : { ...entry, data, bytes: data.asked.bytes };
}

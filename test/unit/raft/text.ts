import type { Entry, Message, RaftView, Write } from "../../../src/raft/index.ts";

/** An entry as index/term and its command: "3/2 x". */
export function textOfEntry({ index, term, kind, data }: Entry): string {
  return `${index}/${term} ${kind === "no-op" ? kind : data}`;
}

export function textOfWrite(write: Write): string {
  switch (write.kind) {
    case "hard-state":
      return `writes term ${write.term}, vote ${write.votedFor}`;
    case "append":
      return `writes ${write.entries.map(textOfEntry).join(", ")}`;
    case "compact":
      return `drops its log up to ${write.index}/${write.term}`;
    case "snapshot-chunk":
      return `writes snapshot ${write.snapshot.index}/${write.snapshot.term} from ${write.offset} on`;
    case "install-snapshot":
      return `installs snapshot ${write.snapshot.index}/${write.snapshot.term}`;
  }
}

export function textOfMessage(message: Message): string {
  return `${message.from}->${message.to} ${message.kind}, term ${message.term}, ${detailsOf(message)}`;
}

function detailsOf(message: Message): string {
  switch (message.kind) {
    case "pre-vote-request":
    case "vote-request":
      return `last ${message.lastLogIndex}/${message.lastLogTerm}`;
    case "pre-vote-response":
      return `${message.granted ? "granted" : "refused"} for term ${message.electionTerm}`;
    case "vote-response":
      return message.granted ? "granted" : "refused";
    case "append-request": {
      const entries = message.entries.length === 0 ? "nothing" : message.entries.map(textOfEntry).join(", ");
      return `after ${message.prevLogIndex}/${message.prevLogTerm}: ${entries}; commit ${message.leaderCommit}`;
    }
    case "append-response":
      if (message.accepted) return `matches up to ${message.matchIndex}`;
      return `refused ${message.refusedIndex}, may match ${message.hintIndex}/${message.hintTerm}`;
    case "snapshot-request":
      return `snapshot ${message.snapshot.index}/${message.snapshot.term} from ${message.offset} on`;
    case "snapshot-response":
      return `snapshot ${message.index} ${message.status} ${message.offset}, matches up to ${message.matchIndex}`;
  }
}

/** A server on one line; its log is the list of its entries' terms. */
export function textOfServer(view: RaftView, log: readonly Entry[]): string {
  const terms = log.length === 0 ? "empty" : log.map((entry) => entry.term).join(" ");
  const place = `term ${view.term}, vote ${view.votedFor}, leader ${view.leader}`;
  return `${view.id} ${view.role}: ${place}, commit ${view.commitIndex}, durable ${view.durableIndex}, log ${terms}`;
}

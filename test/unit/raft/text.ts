import type {
  Configuration,
  Entry,
  MembershipChange,
  Message,
  RaftView,
  Rejection,
  Write,
} from "../../../src/raft/index.ts";

/** An entry as index/term and its command: "3/2 x". */
export function textOfEntry({ index, term, kind, data }: Entry): string {
  const contents = kind === "no-op" ? kind : kind === "command" ? `${data}` : `[${textOfConfiguration(data)}]`;
  return `${index}/${term} ${contents}`;
}

/** Voters, and what else there is: "2 3 and 1 2, learners 4 (1)" is joint, and server 1 will be a learner. */
export function textOfConfiguration({ voters, outgoing, learners, learnersNext }: Configuration): string {
  const joint = outgoing.length === 0 ? "" : ` and ${outgoing.join(" ")}`;
  const next = learnersNext.length === 0 ? [] : [`(${learnersNext.join(" ")})`];
  const witnesses = [...learners, ...next];
  if (voters.length === 0) return "nobody";
  return `${voters.join(" ")}${joint}${witnesses.length === 0 ? "" : `, learners ${witnesses.join(" ")}`}`;
}

export function textOfRejection(rejection: Rejection): string {
  return `rejects ${textOfRejected(rejection)}: ${rejection.reason}, leader ${rejection.leader}`;
}

function textOfRejected(rejection: Rejection): string {
  switch (rejection.of) {
    case "proposal":
      return `${rejection.proposal.data}`;
    case "change":
      return textOfChange(rejection.change);
    case "read":
      return `read ${rejection.read.data}`;
    case "transfer":
      return `transfer to ${rejection.to}`;
  }
}

function textOfChange(change: MembershipChange): string {
  if (change.kind === "leave") return change.kind;
  return change.steps.map(({ kind, node }) => `${kind} ${node}`).join(", ");
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
  const round = "readRound" in message && message.readRound > 0 ? `; read round ${message.readRound}` : "";
  return `${message.from}->${message.to} ${message.kind}, term ${message.term}, ${detailsOf(message)}${round}`;
}

function detailsOf(message: Message): string {
  switch (message.kind) {
    case "pre-vote-request":
      return `last ${message.lastLogIndex}/${message.lastLogTerm}`;
    case "vote-request":
      return `last ${message.lastLogIndex}/${message.lastLogTerm}${message.forced ? ", forced" : ""}`;
    case "pre-vote-response":
      return `${message.granted ? "granted" : "refused"} for term ${message.electionTerm}`;
    case "vote-response":
      return message.granted ? "granted" : "refused";
    case "append-request": {
      const entries = message.entries.length === 0 ? "nothing" : message.entries.map(textOfEntry).join(", ");
      return `after ${message.prevLogIndex}/${message.prevLogTerm}: ${entries}; commit ${message.leaderCommit}`;
    }
    case "timeout-now":
      return "campaign";
    case "read-index-request":
      return "what is committed?";
    case "read-index-response":
      return `committed up to ${message.index}`;
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

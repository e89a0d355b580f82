import { decodeStates } from "../hybrid/index.ts";
import type { AskedInSession, Read, Reply } from "../machine/index.ts";
import type { AppendRequest, AppendResponse, Message, SnapshotResponse } from "../raft/index.ts";
import type { GossipMessage } from "./gossip-message.ts";

/** What is on the wire, for a person. */
export interface PayloadWords {
  /** "vote-request", "append-response", "request", "reply" and so on; "damaged" for what fails its checksum. */
  readonly kind: string;
  /** The Raft term that it bears; 0 for messages of clients. */
  readonly term: number;
  /** What it says, in a few words: "after 3:2, entries 4:2, 5:2, commit 3". An entry is named by index and term. */
  readonly text: string;
  /** The entries that it brings; absent if it brings none. */
  readonly entries?: readonly EntryName[];
  /** Of an answer that says yes or no. */
  readonly agrees?: boolean;
  /** Of an answer that says up to where the logs match. */
  readonly upTo?: number;
}

export type EntryName = readonly [index: number, term: number];

/** Commands and results are the application's, and can be of any length. */
const MOST_OF_DATA = 120;

/** Anything that a node or a client of this host sends; undefined stands for what was damaged from the beginning. */
export function describePayload(payload: unknown): PayloadWords {
  if (payload === undefined) return { kind: "damaged", term: 0, text: "fails its checksum" };
  const said = payload as Message | AskedInSession | Read | Reply | GossipMessage;
  switch (said.kind) {
    case "request":
    case "registration":
    case "read":
    case "reply":
      return { kind: said.kind, term: 0, text: clientText(said) };
    case "gossip":
      return {
        kind: said.kind,
        term: 0,
        text: decodeStates(said.told)
          .map(({ key }) => key)
          .join(", "),
      };
    default:
      return { kind: said.kind, term: said.term, text: raftText(said), ...entriesOf(said), ...answerOf(said) };
  }
}

function entriesOf(message: Message): { entries?: readonly EntryName[] } {
  if (message.kind !== "append-request" || message.entries.length === 0) return {};
  return { entries: message.entries.map(({ index, term }) => [index, term]) };
}

function answerOf(message: Message): { agrees?: boolean; upTo?: number } {
  switch (message.kind) {
    case "vote-response":
    case "pre-vote-response":
      return { agrees: message.granted };
    case "append-response":
      return message.accepted ? { agrees: true, upTo: message.matchIndex } : { agrees: false };
    case "snapshot-response":
      return message.status === "resume" ? {} : { upTo: message.matchIndex };
    default:
      return {};
  }
}

function clientText(said: AskedInSession | Read | Reply): string {
  switch (said.kind) {
    case "request":
      return `command ${said.sequence}: ${dataText(said.command)}`;
    case "registration":
      return "asks for a session";
    case "read":
      return `${said.consistency} read ${said.sequence}: ${dataText(said.command)}`;
    case "reply":
      return `to ${said.sequence}: ${replyText(said)}`;
  }
}

function replyText({ index, leader, outcome, result }: Reply): string {
  switch (outcome) {
    case "applied":
      return `applied at ${index}, ${dataText(result)}`;
    case "registered":
      return `session ${index}`;
    case "read":
      return `read at ${index}, ${dataText(result)}`;
    case "not-leader":
      return leader === 0 ? "knows no leader" : `n${leader} leads`;
    default:
      return outcome.replaceAll("-", " ");
  }
}

function raftText(message: Message): string {
  switch (message.kind) {
    case "pre-vote-request":
      return `would stand for term ${message.term}, its log ends at ${message.lastLogIndex}:${message.lastLogTerm}`;
    case "pre-vote-response":
      return `${message.granted ? "would" : "would not"} vote for it in term ${message.electionTerm}`;
    case "vote-request": {
      const own = `its log ends at ${message.lastLogIndex}:${message.lastLogTerm}`;
      return message.forced ? `${own}, and the leader wants it` : own;
    }
    case "vote-response":
      return message.granted ? "granted" : "refused";
    case "append-request":
      return appendText(message);
    case "append-response":
      return acknowledgementText(message);
    case "snapshot-request": {
      const { bytes, isLast, offset, snapshot } = message;
      const piece = `bytes ${offset} to ${offset + bytes}${isLast ? ", the last" : ""}`;
      return `snapshot up to ${snapshot.index}:${snapshot.term}, ${piece}`;
    }
    case "snapshot-response":
      return installationText(message);
    case "timeout-now":
      return "stand for election now";
    case "read-index-request":
      return `what must read ${message.context} see`;
    case "read-index-response":
      return `read ${message.context} must see ${message.index}`;
  }
}

function appendText({ entries, leaderCommit, prevLogIndex, prevLogTerm }: AppendRequest): string {
  const brings = entries.length === 0 ? "no entries" : `entries ${entries.map(nameOf).join(", ")}`;
  return `after ${prevLogIndex}:${prevLogTerm}, ${brings}, commit ${leaderCommit}`;
}

function acknowledgementText({ accepted, hintIndex, hintTerm, matchIndex, refusedIndex }: AppendResponse): string {
  if (accepted) return `matches up to ${matchIndex}`;
  return `no match at ${refusedIndex}, perhaps at ${hintIndex}:${hintTerm}`;
}

function installationText({ index, matchIndex, offset, status }: SnapshotResponse): string {
  if (status === "resume") return `snapshot ${index}, go on from byte ${offset}`;
  const what = status === "installed" ? "is installed" : "is not needed";
  return `snapshot ${index} ${what}, matches up to ${matchIndex}`;
}

function nameOf({ index, term }: { readonly index: number; readonly term: number }): string {
  return `${index}:${term}`;
}

function dataText(data: unknown): string {
  const text = JSON.stringify(data) ?? "nothing";
  return text.length <= MOST_OF_DATA ? text : `${text.slice(0, MOST_OF_DATA)}...`;
}

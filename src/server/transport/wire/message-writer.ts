import type { AppendRequest, Configuration, Entry, Message, SnapshotRequest } from "../../../raft/index.ts";
import { assertPlace, bytesOf } from "./entry-bytes.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { ENTRY_KINDS, numberOfKind, SNAPSHOT_STATUSES } from "./message-kind.ts";

/** From, to and term. */
const ENVELOPE_BYTES = 24;

/** What every entry takes: its kind and its term. Its index follows from its place. */
const LEAST_ENTRY_BYTES = 9;

/** Writes a message as one frame. Entries and pieces of snapshots are bytes here, and are copied once. */
export function writeMessage(writer: FrameWriter, group: number, message: Message): void {
  writer.begin(numberOfKind(message.kind), group, messageBytes(message));
  writer.u64(message.from);
  writer.u64(message.to);
  writer.u64(message.term);
  writeBody(writer, message);
  writer.end();
}

/** The size of the payload of the message's frame. */
export function messageBytes(message: Message): number {
  return ENVELOPE_BYTES + bodyBytes(message);
}

function bodyBytes(message: Message): number {
  switch (message.kind) {
    case "pre-vote-request":
      return 16;
    case "pre-vote-response":
      return 9;
    case "vote-request":
      return 17;
    case "vote-response":
      return 1;
    case "append-request":
      return message.entries.reduce((total, entry) => total + entryBytes(entry), 44);
    case "append-response":
      return 49;
    case "snapshot-request":
      return 29 + configurationBytes(message.snapshot.configuration) + bytesOf(message).length;
    case "snapshot-response":
      return 33;
    case "timeout-now":
      return 0;
    case "read-index-request":
      return 8;
    case "read-index-response":
      return 16;
  }
}

function writeBody(writer: FrameWriter, message: Message): void {
  switch (message.kind) {
    case "pre-vote-request":
      writer.u64(message.lastLogIndex);
      writer.u64(message.lastLogTerm);
      return;
    case "pre-vote-response":
      writer.u64(message.electionTerm);
      writer.flag(message.granted);
      return;
    case "vote-request":
      writer.u64(message.lastLogIndex);
      writer.u64(message.lastLogTerm);
      writer.flag(message.forced);
      return;
    case "vote-response":
      writer.flag(message.granted);
      return;
    case "append-request":
      writeAppend(writer, message);
      return;
    case "append-response":
      writer.u64(message.round);
      writer.u64(message.readRound);
      writer.flag(message.accepted);
      writer.u64(message.matchIndex);
      writer.u64(message.refusedIndex);
      writer.u64(message.hintIndex);
      writer.u64(message.hintTerm);
      return;
    case "snapshot-request":
      writePiece(writer, message);
      return;
    case "snapshot-response":
      writer.u64(message.index);
      writer.u64(message.answeredOffset);
      writer.u8(SNAPSHOT_STATUSES.indexOf(message.status));
      writer.u64(message.offset);
      writer.u64(message.matchIndex);
      return;
    case "timeout-now":
      return;
    case "read-index-request":
      writer.u64(message.context);
      return;
    case "read-index-response":
      writer.u64(message.context);
      writer.u64(message.index);
  }
}

function writeAppend(writer: FrameWriter, message: AppendRequest): void {
  writer.u64(message.round);
  writer.u64(message.readRound);
  writer.u64(message.prevLogIndex);
  writer.u64(message.prevLogTerm);
  writer.u64(message.leaderCommit);
  writer.u32(message.entries.length);
  let index = message.prevLogIndex;
  for (const entry of message.entries) {
    index++;
    assertPlace(entry, index);
    writeEntry(writer, entry);
  }
}

function writeEntry(writer: FrameWriter, entry: Entry): void {
  writer.u8(ENTRY_KINDS.indexOf(entry.kind));
  writer.u64(entry.term);
  if (entry.kind === "configuration") writeConfiguration(writer, entry.data);
  if (entry.kind !== "command") return;
  const data = bytesOf(entry);
  writer.u32(data.length);
  writer.bytes(data);
}

function entryBytes(entry: Entry): number {
  switch (entry.kind) {
    case "command":
      return LEAST_ENTRY_BYTES + 4 + bytesOf(entry).length;
    case "no-op":
      return LEAST_ENTRY_BYTES;
    case "configuration":
      return LEAST_ENTRY_BYTES + configurationBytes(entry.data);
  }
}

function writePiece(writer: FrameWriter, message: SnapshotRequest): void {
  writer.u64(message.snapshot.index);
  writer.u64(message.snapshot.term);
  writeConfiguration(writer, message.snapshot.configuration);
  writer.u64(message.offset);
  writer.flag(message.isLast);
  const data = bytesOf(message);
  writer.u32(data.length);
  writer.bytes(data);
}

function writeConfiguration(writer: FrameWriter, configuration: Configuration): void {
  for (const nodes of listsOf(configuration)) {
    writer.u32(nodes.length);
    for (const node of nodes) writer.u64(node);
  }
  writer.flag(configuration.leavesByItself);
}

function configurationBytes(configuration: Configuration): number {
  return listsOf(configuration).reduce((total, nodes) => total + 4 + 8 * nodes.length, 1);
}

function listsOf({ voters, outgoing, learners, learnersNext }: Configuration) {
  return [voters, outgoing, learners, learnersNext];
}

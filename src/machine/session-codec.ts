import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { type IdempotencyTable, rememberedKey } from "./idempotency-table.ts";
import { readPlain, writePlain } from "./plain-codec.ts";
import { createRememberedReply, type RememberedReply, restoreSession, type Session } from "./session.ts";
import type { SessionTable } from "./session-table.ts";

/** Writes log time, the counts and all sessions, and pauses behind each, so that what was written can be taken. */
export function* writeSessions(writer: ByteWriter, table: SessionTable): Generator<void, void, undefined> {
  const { all, counts, timeUs } = table;
  writer.writeInteger(timeUs);
  for (const count of [counts.registered, counts.expired, counts.crowdedOut]) writer.writeInteger(count);
  writer.writeInteger(all.length);
  for (const session of all) {
    const { client, forgottenTo, id, replies, usedAtUs, usedIndex } = session;
    for (const part of [id, client, usedIndex, usedAtUs, forgottenTo, replies.length]) writer.writeInteger(part);
    for (const { digest, index, result, sequence } of replies) {
      writer.writeInteger(sequence);
      writer.writeWord(digest);
      writer.writeInteger(index);
      writePlain(writer, result);
    }
    yield;
  }
}

/** Writes all idempotency keys, and pauses behind each. */
export function* writeKeys(writer: ByteWriter, keys: IdempotencyTable): Generator<void, void, undefined> {
  writer.writeInteger(keys.size);
  for (const { atUs, fingerprint, index, key, result } of keys.remembered()) {
    writer.writeText(key);
    for (const hash of fingerprint) writer.writeWord(hash);
    writer.writeInteger(index);
    writer.writeInteger(atUs);
    writePlain(writer, result);
    yield;
  }
}

/** @throws DecodingError */
export function readSessions(reader: ByteReader, table: SessionTable): void {
  const timeUs = reader.readInteger();
  const registered = reader.readInteger();
  const expired = reader.readInteger();
  const crowdedOut = reader.readInteger();
  const count = readCount(reader, table.limits.maxSessions, "sessions");
  const sessions: Session[] = [];
  while (sessions.length < count) {
    const start = reader.offset;
    const session = readSession(reader, table.limits.maxReplies);
    if (session.id <= (sessions.at(-1)?.id ?? -1)) reader.fail("the sessions are not in order", start);
    sessions.push(session);
  }
  table.restore(timeUs, { registered, expired, crowdedOut }, sessions);
  if (!table.isWithinBytes) reader.fail(`the replies of the sessions take more than ${table.limits.maxBytes} bytes`);
}

/** @throws DecodingError */
export function readKeys(reader: ByteReader, keys: IdempotencyTable): void {
  let before = -1;
  for (let left = readCount(reader, keys.limits.maxKeys, "idempotency keys"); left > 0; left--) {
    const start = reader.offset;
    const idempotencyKey = reader.readText();
    const fingerprint = [reader.readWord(), reader.readWord()] as const;
    const index = reader.readInteger();
    const atUs = reader.readInteger();
    const isNew = index > before && keys.find(idempotencyKey) === undefined;
    if (!isNew) reader.fail("the idempotency keys are not in order, or one is there twice", start);
    keys.add(rememberedKey(idempotencyKey, fingerprint, index, atUs, readPlain(reader)));
    if (!keys.isWithinLimits) reader.fail(`the idempotency keys take more than ${keys.limits.maxBytes} bytes`, start);
    before = index;
  }
}

function readSession(reader: ByteReader, maxReplies: number): Session {
  const id = reader.readInteger();
  const client = reader.readInteger();
  const usedIndex = reader.readInteger();
  const usedAtUs = reader.readInteger();
  const forgottenTo = reader.readInteger();
  const count = readCount(reader, maxReplies, "replies of a session");
  const replies: RememberedReply[] = [];
  while (replies.length < count) {
    const start = reader.offset;
    const sequence = reader.readInteger();
    if (sequence <= (replies.at(-1)?.sequence ?? -1)) reader.fail("the replies are not in order", start);
    const digest = reader.readWord();
    const index = reader.readInteger();
    replies.push(createRememberedReply(sequence, digest, index, readPlain(reader)));
  }
  return restoreSession(id, client, usedIndex, usedAtUs, forgottenTo, replies);
}

/** The limits are the same on every node, and those under which the machine came to be what it is. */
function readCount(reader: ByteReader, limit: number, of: string): number {
  const start = reader.offset;
  const count = reader.readInteger();
  return count <= limit ? count : reader.fail(`there are ${count} ${of}, and ${limit} is the limit`, start);
}

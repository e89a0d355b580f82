import { crc32 } from "node:zlib";
import type { Message } from "../../../../../src/raft/index.ts";
import { FrameReader } from "../../../../../src/server/transport/wire/frame-reader.ts";
import { FrameWriter } from "../../../../../src/server/transport/wire/frame-writer.ts";
import { readMessage } from "../../../../../src/server/transport/wire/message-reader.ts";
import { writeMessage } from "../../../../../src/server/transport/wire/message-writer.ts";

export interface Received {
  readonly group: number;
  readonly message: Message;
}

export const MAX_FRAME_BYTES = 100_000;

export function encode(...sent: readonly Received[]): Buffer {
  const writer = new FrameWriter();
  for (const { group, message } of sent) writeMessage(writer, group, message);
  return Buffer.concat(writer.take());
}

/** Reads the chunks one after the other, and hands over each message that comes, until one is refused. */
export function decode(chunks: readonly Buffer[], take: (received: Received) => void): void {
  const reader = new FrameReader(MAX_FRAME_BYTES, (kind, group, payload) =>
    take({ group, message: readMessage(kind, payload) }),
  );
  for (const chunk of chunks) reader.push(chunk);
}

/** One frame around any bytes, with the right checksum. */
export function frameOf(version: number, kind: number, group: number, payload: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from([version, kind, 0, 0, 0, 0]), payload]);
  body.writeUInt32LE(group, 2);
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(body.length, 0);
  prefix.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([prefix, body]);
}

/** The bytes in chunks of their own memory, as a socket gives them. */
export function chunksOf(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let place = 0; at < bytes.length; place++) {
    const length = lengths[place % lengths.length]!;
    chunks.push(Buffer.from(new Uint8Array(bytes.subarray(at, at + length)).buffer));
    at += length;
  }
  return chunks;
}

import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { readPlain, writePlain } from "./plain-codec.ts";
import { type Asked, createOneShot, createRegistration, createRequest } from "./request.ts";
import { type StampedRequest, stampRequest } from "./stamped-request.ts";

/** What every entry begins with; another meaning of the bytes gets another. */
const VERSION = 1;

const REGISTRATION = 0;
const REQUEST = 1;
const ONE_SHOT = 2;
const ONE_SHOT_WITH_KEY = 3;

/** Entries are let go of one after the other, so that little memory is kept for few bytes. */
const SLAB_BYTES = 16_384;

const writer = new ByteWriter(SLAB_BYTES);

/** What an entry of the log carries, as bytes for the disk and the wire: equal ones give equal bytes. */
export function encodeStamped({ asked, atUs }: StampedRequest<Asked>): Uint8Array {
  writer.clear();
  writer.writeByte(VERSION);
  writer.writeByte(kindOf(asked));
  writer.writeInteger(atUs);
  if (asked.kind === "one-shot") {
    if (asked.idempotencyKey !== undefined) writer.writeText(asked.idempotencyKey);
    writePlain(writer, asked.command);
  } else {
    writer.writeInteger(asked.client);
    writer.writeInteger(asked.sequence);
    if (asked.kind === "request") {
      writer.writeInteger(asked.session);
      writePlain(writer, asked.command);
    }
  }
  return writer.take();
}

/**
 * What was encoded, frozen.
 *
 * @throws DecodingError if these are not the bytes of an entry, or of a later version of this program.
 */
export function decodeStamped(bytes: Uint8Array): StampedRequest<Asked> {
  const reader = new ByteReader([bytes]);
  reader.readVersion(VERSION, "an entry");
  const kind = reader.readByte();
  const atUs = reader.readInteger();
  const stamped = stampRequest(readAsked(reader, kind), atUs);
  reader.finish();
  return stamped;
}

function kindOf(asked: Asked): number {
  switch (asked.kind) {
    case "registration":
      return REGISTRATION;
    case "request":
      return REQUEST;
    case "one-shot":
      return asked.idempotencyKey === undefined ? ONE_SHOT : ONE_SHOT_WITH_KEY;
  }
}

function readAsked(reader: ByteReader, kind: number): Asked {
  switch (kind) {
    case REGISTRATION:
      return createRegistration(reader.readInteger(), reader.readInteger());
    case REQUEST: {
      const client = reader.readInteger();
      const sequence = reader.readInteger();
      return createRequest(client, reader.readInteger(), sequence, readPlain(reader));
    }
    case ONE_SHOT:
      return createOneShot(readPlain(reader));
    case ONE_SHOT_WITH_KEY: {
      const idempotencyKey = reader.readText();
      return createOneShot(readPlain(reader), idempotencyKey);
    }
    default:
      return reader.fail(`there is no request of kind ${kind}`, 1);
  }
}

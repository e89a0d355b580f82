import type { Greeting } from "../mesh/connection.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { readNode } from "./message-reader.ts";
import { malformed, type PayloadReader } from "./payload-reader.ts";

/** "kraft", and no other protocol that happens to have frames of the same form. */
const MAGIC = 0x74_66_61_72_6b_00;
const NUMBERS_BYTES = 5 * 8;
const LENGTH_BYTES = 4;

export function writeGreeting(writer: FrameWriter, kind: number, greeting: Greeting): void {
  const { cluster, address } = greeting;
  const texts = [cluster, address.transport, address.api].map((text) => Buffer.from(text, "utf8"));
  writer.begin(
    kind,
    0,
    texts.reduce((bytes, text) => bytes + LENGTH_BYTES + text.length, NUMBERS_BYTES),
  );
  writer.u64(MAGIC);
  writer.u64(greeting.from);
  writer.u64(greeting.to);
  writer.u64(greeting.start);
  writer.u64(greeting.dial);
  for (const text of texts) {
    writer.u32(text.length);
    writer.bytes(text);
  }
  writer.end();
}

/** Throws a `RefusalError` where the bytes are no greeting. */
export function readGreeting(payload: PayloadReader): Greeting {
  const magic = payload.u64();
  if (magic !== MAGIC) throw malformed(`${magic} is not the magic number`);
  const greeting = {
    from: readNode(payload),
    to: readNode(payload),
    start: payload.u64(),
    dial: payload.u64(),
    cluster: readText(payload),
    address: { transport: readText(payload), api: readText(payload) },
  };
  payload.finish();
  return greeting;
}

function readText(payload: PayloadReader): string {
  return Buffer.from(payload.view(payload.u32())).toString("utf8");
}

import type { NodeId } from "../../../raft/index.ts";
import type { Greeting } from "../mesh/connection.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { readNode } from "./message-reader.ts";
import { malformed, type PayloadReader } from "./payload-reader.ts";

/** "kraft", and no other protocol that happens to have frames of the same form. */
const MAGIC = 0x74_66_61_72_6b_00;
const NUMBERS_BYTES = 5 * 8;

export function writeGreeting(writer: FrameWriter, kind: number, greeting: Greeting): void {
  const cluster = Buffer.from(greeting.cluster, "utf8");
  writer.begin(kind, 0, NUMBERS_BYTES + cluster.length);
  writer.u64(MAGIC);
  writer.u64(greeting.from);
  writer.u64(greeting.to);
  writer.u64(greeting.start);
  writer.u64(greeting.dial);
  writer.bytes(cluster);
  writer.end();
}

/** Throws a `RefusalError` where the bytes are no greeting. */
export function readGreeting(payload: PayloadReader): Greeting {
  const magic = payload.u64();
  if (magic !== MAGIC) throw malformed(`${magic} is not the magic number`);
  const from: NodeId = readNode(payload);
  const to: NodeId = readNode(payload);
  const start = payload.u64();
  const dial = payload.u64();
  const cluster = Buffer.from(payload.view(payload.remainingBytes)).toString("utf8");
  return { from, to, start, dial, cluster };
}

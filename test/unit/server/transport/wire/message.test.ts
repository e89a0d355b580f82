import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "../../../../../src/raft/index.ts";
import { RefusalError } from "../../../../../src/server/transport/refusal.ts";
import { readMessage } from "../../../../../src/server/transport/wire/message-reader.ts";
import { PayloadReader } from "../../../../../src/server/transport/wire/payload-reader.ts";
import { appendOf, arbitraryMessage, incredibleMessages } from "../messages.ts";
import { decode, encode, type Received } from "./frames.ts";

const HEAD_BYTES = 14;
const group = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function decodeAll(bytes: Buffer): Received[] {
  const all: Received[] = [];
  decode([bytes], (received) => all.push(received));
  return all;
}

describe("messages as bytes", () => {
  test("every message comes back as it was", () => {
    fc.assert(
      fc.property(group, arbitraryMessage, (group, message) => {
        expect(decodeAll(encode({ group, message }))).toEqual([{ group, message }]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a payload of any bytes is refused or is a message that is written as exactly these bytes", () => {
    const mutation = fc.record({ message: arbitraryMessage, at: fc.nat(), byte: fc.nat(255), cut: fc.nat(3) });
    let refusals = 0;
    fc.assert(
      fc.property(mutation, ({ message, at, byte, cut }) => {
        const frame = encode({ group: 0, message });
        const payload = frame.subarray(HEAD_BYTES, frame.length - cut);
        if (payload.length > 0) payload[at % payload.length] = byte;
        try {
          const read = readMessage(frame[9]!, new PayloadReader(payload));
          expect(encode({ group: 0, message: read }).subarray(HEAD_BYTES)).toEqual(payload);
        } catch (error) {
          expect(error).toBeInstanceOf(RefusalError);
          refusals++;
        }
      }),
      { numRuns: 3_000 },
    );
    expect(refusals).toBeGreaterThan(100);
  });

  test("arbitrary bytes of every kind end in a message or a refusal", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.uint8Array({ maxLength: 200 }), (kind, bytes) => {
        try {
          readMessage(kind, new PayloadReader(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RefusalError);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([[[2, 2]], [[3, 2]], [[0]]])("servers listed as %j are refused", (voters) => {
    const data = { voters, outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
    const entry = { kind: "configuration", index: 1001, term: 3, bytes: 0, data } as const;
    const message = { ...(appendOf(1, 2, 0, 0) as Message & { kind: "append-request" }), entries: [entry] };
    expect(() => decodeAll(encode({ group: 0, message }))).toThrow(expect.objectContaining({ reason: "malformed" }));
  });

  test.each(incredibleMessages)("%s is refused", (_, message) => {
    expect(() => decodeAll(encode({ group: 0, message }))).toThrow(expect.objectContaining({ reason: "malformed" }));
  });

  test("an entry keeps no more memory alive than twice its own message", () => {
    const small = encode({ group: 0, message: appendOf(1, 2, 3, 64) });
    const chunk = Buffer.concat([encode({ group: 0, message: appendOf(1, 2, 1, 60_000) }), small]);
    const received: Received[] = [];
    decode([Buffer.from(new Uint8Array(chunk).buffer)], (one) => received.push(one));
    const [, { message }] = received as [Received, Received];
    for (const { data } of (message as Message & { kind: "append-request" }).entries) {
      expect((data as Uint8Array).buffer.byteLength).toBeLessThan(2 * small.length);
    }
    expect(message).toEqual(appendOf(1, 2, 3, 64));
  });

  test("an entry of most of a chunk is not copied", () => {
    const chunk = Buffer.from(new Uint8Array(encode({ group: 0, message: appendOf(1, 2, 1, 5_000) })).buffer);
    decode([chunk], ({ message }) => {
      const [entry] = (message as Message & { kind: "append-request" }).entries;
      expect((entry!.data as Uint8Array).buffer).toBe(chunk.buffer);
    });
    expect.assertions(1);
  });
});

describe("what a server must not send is an error of its own", () => {
  const message = appendOf(1, 2, 2, 8) as Message & { kind: "append-request" };
  const [first, second] = message.entries;

  test.each<[string, Message, string]>([
    ["a gap", { ...message, entries: [second!] }, "entry 1002 is sent in the place of 1001"],
    [
      "other bytes than count",
      { ...message, entries: [{ ...first!, bytes: 9 } as typeof first & object] },
      "8 bytes are sent, which count for 9",
    ],
    [
      "data that are no bytes",
      { ...message, entries: [{ ...first!, data: "text" } as typeof first & object] },
      "string is sent, where bytes are expected",
    ],
    ["a negative number", { ...message, term: -1 }, "-1 cannot be sent"],
    ["a number beyond the safe ones", { ...message, term: 2 ** 53 }, "9007199254740992 cannot be sent"],
    ["no number", { ...message, term: Number.NaN }, "NaN cannot be sent"],
  ])("%s", (_, wrong, text) => {
    expect(() => encode({ group: 0, message: wrong })).toThrow(text);
  });
});

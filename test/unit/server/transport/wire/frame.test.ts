import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RefusalError } from "../../../../../src/server/transport/refusal.ts";
import { FrameReader } from "../../../../../src/server/transport/wire/frame-reader.ts";
import { FrameWriter } from "../../../../../src/server/transport/wire/frame-writer.ts";
import { appendOf, arbitraryMessage } from "../messages.ts";
import { chunksOf, decode, encode, frameOf, MAX_FRAME_BYTES, type Received } from "./frames.ts";

const received = fc.record({ group: fc.nat(9), message: arbitraryMessage });

/** What comes before the refusal, and its reason. */
function outcomeOf(chunks: readonly Buffer[]): { all: Received[]; reason: string | undefined } {
  const all: Received[] = [];
  try {
    decode(chunks, (one) => all.push(one));
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return { all, reason: error.reason };
  }
  return { all, reason: undefined };
}

describe("a stream of frames", () => {
  test("is the same however it is cut", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(received, { maxLength: 8 }), lengths, (sent, lengths) => {
        expect(outcomeOf(chunksOf(encode(...sent), lengths))).toEqual({ all: sent, reason: undefined });
      }),
      { numRuns: 1_000 },
    );
  });

  test("gives only what stands before the byte that was damaged", () => {
    fc.assert(
      fc.property(
        fc.array(received, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (sent, place, change) => {
          const bytes = encode(...sent);
          const at = place % bytes.length;
          bytes[at]! ^= change;
          const { all, reason } = outcomeOf([bytes]);
          expect(sent.slice(0, all.length)).toEqual(all);
          expect(encode(...all).length).toBeLessThanOrEqual(at);
          // A length that became larger may wait for bytes that are yet to come; all else is refused.
          if (reason === undefined) expect(outcomeOf([bytes, Buffer.alloc(MAX_FRAME_BYTES)]).reason).toBe("damaged");
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("of arbitrary bytes gives no message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 100 }), (bytes, length) => {
        expect(outcomeOf(chunksOf(Buffer.from(bytes), [length])).all).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, Buffer, string]>([
    ["another version", frameOf(2, 24, 0, Buffer.alloc(24, 1)), "unknown-version"],
    ["another kind", frameOf(1, 99, 0, Buffer.alloc(24, 1)), "unknown-kind"],
    ["bytes behind its end", frameOf(1, 24, 0, Buffer.from(`${"\x01\0\0\0\0\0\0\0".repeat(3)}x`)), "malformed"],
    ["nobody as its sender", frameOf(1, 24, 0, Buffer.alloc(24)), "malformed"],
    ["too great a length", frameOf(1, 24, 0, Buffer.alloc(MAX_FRAME_BYTES)), "oversized"],
    ["too small a length", Buffer.alloc(8), "damaged"],
  ])("refuses a frame of %s", (_, frame, reason) => {
    expect(outcomeOf([frame])).toEqual({ all: [], reason });
    expect(outcomeOf(chunksOf(frame, [3])).reason).toBe(reason);
  });

  test("refuses a length before it gives memory to it", () => {
    const reader = new FrameReader(100, () => {});
    expect(() => reader.push(Buffer.from([101, 0, 0, 0, 0, 0, 0, 0]))).toThrow("where 100 are the most");
  });
});

describe("the writer", () => {
  test("hands over many chunks whole and in order, while it uses its memory again", () => {
    const writer = new FrameWriter();
    const sizes = [10, 65_000, 65_000, 200_000, 5];
    const chunks: Buffer[] = [];
    for (let round = 0; round < 3; round++) {
      for (const size of sizes) {
        writer.begin(24, 0, size);
        writer.bytes(new Uint8Array(size).fill(round + 1));
        writer.end();
      }
      expect(writer.pendingBytes).toBe(sizes.reduce((total, size) => total + size + 14, 0));
      chunks.push(...writer.take().map((piece) => Buffer.from(piece)));
      expect(writer.pendingBytes).toBe(0);
      writer.reuse();
    }
    const seen: [number, number][] = [];
    const reader = new FrameReader(300_000, (_, __, payload, bytes) => seen.push([bytes - 14, payload.u8()]));
    for (const chunk of chunks) reader.push(chunk);
    expect(seen).toEqual([1, 2, 3].flatMap((round) => sizes.map((size) => [size, round])));
  });

  test("leaves alone what was taken, until it may use it again", () => {
    const writer = new FrameWriter();
    const write = (value: number) => {
      writer.begin(24, 0, 1);
      writer.u8(value);
      writer.end();
      return writer.take()[0]!;
    };
    const [first, second] = [write(1), write(2)];
    expect([first.at(-1), second.at(-1)]).toEqual([1, 2]);
    writer.reuse();
    const third = write(3);
    expect(third.byteOffset).toBe(first.byteOffset);
    expect(third.buffer).toBe(first.buffer);
  });

  test("does not keep the memory of a large frame", () => {
    const writer = new FrameWriter();
    const pieceOf = (bytes: number) => {
      writer.begin(24, 0, bytes);
      writer.bytes(new Uint8Array(bytes));
      writer.end();
      const [piece] = writer.take();
      writer.reuse();
      return piece!;
    };
    expect(pieceOf(1_000_000).buffer.byteLength).toBeGreaterThan(1_000_000);
    expect(pieceOf(10).buffer.byteLength).toBe(65_536);
  });

  test("refuses to end a frame of another length than it was begun with", () => {
    const writer = new FrameWriter();
    writer.begin(24, 0, 2);
    writer.u8(1);
    expect(() => writer.end()).toThrow("a frame of 8 bytes became 7");
  });

  test("reads its own order of many messages in one chunk", () => {
    const sent = Array.from({ length: 500 }, (_, count) => ({ group: count, message: appendOf(1, 2, count % 9, 64) }));
    expect(outcomeOf([encode(...sent)]).all).toEqual(sent);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Progress, Window } from "../../../src/raft/progress.ts";

const MAX_MESSAGES = 4;
const MAX_BYTES = 20;

const move = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      entries: fc.integer({ min: 1, max: 3 }),
      bytes: fc.nat(12),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("free" as const), share: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("clear" as const, "fork" as const) }) },
);

describe("the window of what is in flight", () => {
  test("is full by messages or by bytes, and frees what is acknowledged and nothing else", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        let window = new Window();
        let inFlight: { readonly lastIndex: number; readonly bytes: number }[] = [];
        let lastIndex = 0;
        let matchIndex = 0;
        for (const next of moves) {
          if (next.kind === "add" && !window.isFull(MAX_MESSAGES, MAX_BYTES)) {
            lastIndex += next.entries;
            window.add(lastIndex, next.bytes);
            inFlight.push({ lastIndex, bytes: next.bytes });
          } else if (next.kind === "free") {
            matchIndex += Math.floor(((lastIndex - matchIndex) * next.share) / 4);
            window.freeUpTo(matchIndex);
            inFlight = inFlight.filter((message) => message.lastIndex > matchIndex);
          } else if (next.kind === "clear") {
            window.clear();
            inFlight = [];
          } else if (next.kind === "fork") {
            const original = window;
            window = original.fork();
            original.clear();
            original.add(99, 99);
          }
          const bytes = inFlight.reduce((sum, message) => sum + message.bytes, 0);
          expect(window.isFull(MAX_MESSAGES, MAX_BYTES)).toBe(inFlight.length >= MAX_MESSAGES || bytes >= MAX_BYTES);
          // What came before the last message left room for it.
          expect(inFlight.length).toBeLessThanOrEqual(MAX_MESSAGES);
          expect(bytes - (inFlight.at(-1)?.bytes ?? 0)).toBeLessThan(MAX_BYTES);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("a follower's progress", () => {
  test("pipelining begins behind what matches, with an empty window; probing where it is told", () => {
    const peer = new Progress(2);
    peer.probeSent = true;
    peer.nextIndex = 9;
    peer.matchIndex = 5;
    peer.window.add(8, 1);
    peer.startPipeline();
    expect([peer.mode, peer.nextIndex, peer.probeSent, peer.window.isFull(1, 1)]).toEqual([
      "pipeline",
      6,
      false,
      false,
    ]);
    peer.window.add(6, 1);
    peer.probeSent = true;
    peer.startProbe(3);
    expect([peer.mode, peer.nextIndex, peer.probeSent, peer.window.isFull(1, 1)]).toEqual(["probe", 3, false, false]);
  });

  test("a fork and its original go their own ways", () => {
    const peer = new Progress(2);
    Object.assign(peer, {
      matchIndex: 3,
      nextIndex: 7,
      mode: "pipeline",
      probeSent: true,
      fetchFrom: 4,
      lastContactUs: 5,
    });
    peer.window.add(6, 1);
    const fork = peer.fork();
    expect(fork).toEqual(peer);
    fork.window.clear();
    expect(peer.window.isFull(1, 100)).toBe(true);
  });
});

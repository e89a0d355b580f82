import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "../../../../src/raft/index.ts";
import { type Stage, type Station, until, untilConnected } from "./cluster.ts";
import { appendOf, arbitraryMessage } from "./messages.ts";

/** What comes of what is sent. */
export function deliverySuite(name: string, stage: Stage): void {
  describe(`${name}: what is sent`, () => {
    test("comes as it was, of every kind, with its group", async () => {
      const [one, two] = await stage.pair();
      const sent = fc
        .sample(fc.record({ group: fc.nat(2 ** 32 - 1), message: arbitraryMessage }), { numRuns: 300, seed: 7 })
        .map(({ group, message }) => ({ group, message: { ...message, from: 1, to: 2 } as Message }));
      const before = two.messages.length;
      for (const { group, message } of sent) one.transport.send(group, message);
      await until(() => two.messages.length === before + sent.length, "all messages came");
      expect(two.messages.slice(before)).toEqual(sent.map(({ message }) => message));
      expect(two.groups.slice(before)).toEqual(sent.map(({ group }) => group));
    });

    test("comes in order: 10,000 messages, in both directions at once", async () => {
      const [one, two] = await stage.pair();
      await untilConnected(two, one);
      const expected = Array.from({ length: 10_000 }, (_, count) => count + 1);
      const starts = [one.messages.length, two.messages.length];
      for (let from = 0; from < expected.length; from += 100) {
        for (const context of expected.slice(from, from + 100)) {
          one.send(two, context);
          two.send(one, context);
        }
        await new Promise(setImmediate);
      }
      await until(() => two.messages.length === starts[1]! + 10_000, "all messages came to server 2");
      await until(() => one.messages.length === starts[0]! + 10_000, "all messages came to server 1");
      expect(two.contexts.slice(starts[1])).toEqual(expected);
      expect(one.contexts.slice(starts[0])).toEqual(expected);
      const [counters, others] = [one.transport.counters, two.transport.counters];
      expect(counters.messagesSent).toBe(others.messagesReceived);
      expect(counters.bytesSent).toBe(others.bytesReceived);
      expect(others.bytesSent).toBe(counters.bytesReceived);
    });

    test("comes once and in order, wherever within a callback it is flushed", async () => {
      const [one, two] = await stage.pair();
      const before = two.messages.length;
      one.transport.flush();
      one.send(two, 1);
      one.transport.flush();
      one.transport.flush();
      one.send(two, 2);
      one.send(two, 3);
      await until(() => two.messages.length >= before + 3, "all messages came");
      expect(two.contexts.slice(before)).toEqual([1, 2, 3]);
    });

    test("may be large, and what is behind it comes too", async () => {
      const [one, two] = await stage.pair();
      const before = two.messages.length;
      const large = appendOf(1, 2, 4, 700_000);
      one.transport.send(0, large);
      one.send(two, 77);
      await until(() => two.messages.length === before + 2, "both came");
      // Compared as buffers: comparing millions of numbers one by one takes seconds.
      const [came] = two.messages.slice(before) as [Message & { kind: "append-request" }];
      const bytesOf = (message: Message & { kind: "append-request" }) =>
        Buffer.concat(message.entries.map(({ data }) => data as Uint8Array));
      expect(bytesOf(came).equals(bytesOf(large as Message & { kind: "append-request" }))).toBe(true);
      expect(two.contexts.at(-1)).toBe(77);
    });

    test("is known to wait as long as the system has not taken all of it", async () => {
      const [one, two] = await stage.pair();
      const before = two.messages.length;
      expect(one.transport.flush()).toBe(true);
      // More than sockets hold, and the other side cannot read meanwhile.
      for (let count = 0; count < 8; count++) one.transport.send(0, appendOf(1, 2, 4, 700_000));
      expect(one.transport.flush()).toBe(false);
      await until(() => two.messages.length === before + 8, "all messages came");
      expect(one.transport.flush()).toBe(true);
    });

    test("is dropped and counted where there is no connection", async () => {
      const one = await stage.station(1);
      one.send({ id: 9 } as Station, 1);
      expect(one.transport.counters).toMatchObject({ messagesDropped: 1, messagesSent: 0, bytesSent: 0 });
    });
  });
}

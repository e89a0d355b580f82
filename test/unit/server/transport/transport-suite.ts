import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Message, NodeId } from "../../../../src/raft/index.ts";
import type { TransportOptions } from "../../../../src/server/transport/options.ts";
import { TransportError } from "../../../../src/server/transport/transport.ts";
import { introduce, type MakeTransport, Station, until, untilConnected } from "./cluster.ts";
import { appendOf, arbitraryMessage } from "./messages.ts";
import { Relay } from "./relay.ts";

type OptionsOf = (id: NodeId) => Partial<TransportOptions>;

function handles(...names: readonly string[]): number {
  return process.getActiveResourcesInfo().filter((name) => names.includes(name)).length;
}

const sockets = () => handles("TCPServerWrap", "TCPSocketWrap");
const timers = () => handles("Timeout", "Immediate");

/** What every transport owes its node, over real sockets. */
export function transportSuite(name: string, make: MakeTransport, optionsOf: OptionsOf): void {
  const open: { close(): Promise<void> }[] = [];

  async function station(id: NodeId, options: Partial<TransportOptions> = {}): Promise<Station> {
    const made = new Station(id, make, { ...optionsOf(id), ...options });
    open.push(made.transport);
    await made.transport.listen(made);
    return made;
  }

  async function pair(options: Partial<TransportOptions> = {}): Promise<[Station, Station]> {
    const both = [await station(1, options), await station(2, options)] as [Station, Station];
    introduce(...both);
    await untilConnected(...both);
    return both;
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  describe(`${name}: what is sent`, () => {
    test("comes as it was, of every kind, with its group", async () => {
      const [one, two] = await pair();
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
      const [one, two] = await pair();
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

    test("may be large, and what is behind it comes too", async () => {
      const [one, two] = await pair();
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

    test("is dropped and counted where there is no connection", async () => {
      const one = await station(1);
      one.send({ id: 9 } as Station, 1);
      expect(one.transport.counters).toMatchObject({ messagesDropped: 1, messagesSent: 0, bytesSent: 0 });
    });
  });

  describe(`${name}: connections`, () => {
    test("there is one with each peer, when both begin one at once", async () => {
      for (let round = 0; round < 10; round++) {
        const all = [await station(1), await station(2), await station(3)];
        introduce(...all);
        for (const from of all) for (const to of all) if (from !== to) await untilConnected(from, to);
        for (const { transport } of all) {
          expect(transport.counters).toMatchObject({ connectionsOpened: 2, connectionsLost: 0, refused: {} });
        }
        await Promise.all(all.map(({ transport }) => transport.close()));
      }
    });

    test("are begun again when the peer comes back, even if it does not know this server", async () => {
      const one = await station(1);
      const two = await station(2);
      const address = two.transport.address;
      one.transport.setPeers(new Map([[2, address]]));
      await untilConnected(one, two);
      await two.transport.close();
      await until(() => one.unreached.includes(2), "the loss is told");
      const again = await station(2, { address });
      await untilConnected(one, again);
      await untilConnected(again, one);
      expect(one.transport.counters).toMatchObject({ connectionsOpened: 2, connectionsLost: 1 });
    });

    test("a peer that cannot be reached is told of, and tried again", async () => {
      const one = await station(1);
      const gone = await station(2);
      await gone.transport.close();
      one.transport.setPeers(new Map([[2, gone.transport.address]]));
      await until(() => one.unreached.length > 2, "it was tried again");
      expect(one.unreached.every((peer) => peer === 2)).toBe(true);
    });

    test("one that nobody answers on is given up, and there is another when the network is whole again", async () => {
      const options = { keepAliveMs: 30, greetingTimeoutMs: 200, longestPauseMs: 50 };
      const one = await station(1, options);
      const two = await station(2, options);
      const relay = await Relay.before(two.transport.address);
      open.push(relay);
      one.transport.setPeers(new Map([[2, relay.address]]));
      await untilConnected(one, two);
      relay.hold();
      await until(() => one.unreached.includes(2), "server 1 notices");
      await until(() => two.unreached.includes(1), "server 2 notices");
      relay.release();
      await untilConnected(one, two);
      await untilConnected(two, one);
    });

    test("an idle one stays", async () => {
      const [one, two] = await pair({ keepAliveMs: 20 });
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(one.transport.counters).toMatchObject({ connectionsOpened: 1, connectionsLost: 0 });
      expect(two.unreached).toEqual([]);
    });

    test("those with servers that are gone from the addresses are closed", async () => {
      const [one, two] = await pair();
      two.transport.setPeers(new Map());
      one.transport.setPeers(new Map());
      await until(() => {
        one.send(two, 5);
        return one.transport.counters.messagesDropped > 0;
      }, "server 1 has no connection with server 2");
      expect(one.unreached).toEqual([]);
    });

    test("a peer that moves is found at its new address", async () => {
      const [one, two] = await pair();
      await two.transport.close();
      const moved = await station(2);
      introduce(one, moved);
      await untilConnected(one, moved);
    });

    test("a peer that does not read fills no memory, and loses only what did not fit", async () => {
      const options = { maxWaitingBytes: 300_000, keepAliveMs: 60_000 };
      const one = await station(1, options);
      const two = await station(2, options);
      const relay = await Relay.before(two.transport.address);
      open.push(relay);
      one.transport.setPeers(new Map([[2, relay.address]]));
      await untilConnected(one, two);
      relay.hold();
      const large = appendOf(1, 2, 1, 100_000);
      const start = one.transport.counters.messagesSent;
      let context = 0;
      await until(() => {
        one.transport.send(0, large);
        one.send(two, ++context);
        return one.transport.counters.messagesDropped > 20;
      }, "messages are dropped");
      const { messagesSent, bytesSent } = one.transport.counters;
      // What is not in our memory is in that of the system and of the relay: some megabytes each.
      expect(bytesSent).toBeLessThan(100_000_000);
      relay.release();
      await until(() => two.transport.counters.messagesReceived === messagesSent, "all that was not dropped came");
      const questions = two.contexts.slice(start).filter((one) => one >= 0);
      expect(questions).toEqual([...questions].sort((one, other) => one - other));
      await untilConnected(one, two);
    });

    test("when all are closed, no handle is left behind", async () => {
      await until(() => sockets() === 0, "the tests before have left none");
      const before = timers();
      const all = await pair();
      await untilConnected(all[1], all[0]);
      await station(4, { keepAliveMs: 10 });
      all[0].transport.setPeers(new Map([[7, "127.0.0.1:1"]]));
      expect(sockets()).toBeGreaterThan(2);
      await Promise.all(open.splice(0).map((one) => one.close()));
      await until(() => sockets() === 0 && timers() <= before, "handles are gone");
    });

    test("what was sent last still comes when the sender closes", async () => {
      const [one, two] = await pair();
      one.send(two, 4711);
      await one.transport.close();
      await until(() => two.contexts.includes(4711), "the last message came");
    });
  });

  describe(`${name}: who is not a peer`, () => {
    test("a server of another cluster is refused", async () => {
      const one = await station(1);
      const stranger = await station(2, { cluster: "other" });
      stranger.transport.setPeers(new Map([[1, one.transport.address]]));
      await until(() => one.transport.counters.refused["other-cluster"] !== undefined, "it is refused");
      expect(stranger.transport.counters.connectionsOpened).toBe(0);
      expect(one.transport.counters.connectionsOpened).toBe(0);
    });

    test("a server that looks for another one is refused", async () => {
      const one = await station(1);
      const lost = await station(2);
      lost.transport.setPeers(new Map([[3, one.transport.address]]));
      const refused = () => ({ ...one.transport.counters.refused, ...lost.transport.counters.refused });
      await until(() => Object.keys(refused()).length > 0, "it is refused");
      expect(one.transport.counters.connectionsOpened).toBe(0);
      expect(["other-receiver", "certificate"]).toContain(Object.keys(refused())[0]);
    });

    test("a message in another server's name is refused, and its connection ends", async () => {
      const [one, two] = await pair();
      const before = two.messages.length;
      one.transport.send(0, { kind: "timeout-now", from: 3, to: 2, term: 9 });
      one.send(two, 3);
      await until(() => two.transport.counters.refused["other-sender"] === 1, "it is refused");
      await until(() => one.unreached.includes(2), "the connection ended");
      expect(two.messages.slice(before).filter(({ kind }) => kind === "timeout-now")).toEqual([]);
      await untilConnected(one, two);
    });

    test("a message that is too large for its receiver is refused", async () => {
      const one = await station(1);
      const two = await station(2, { maxFrameBytes: 10_000 });
      introduce(one, two);
      await untilConnected(one, two);
      one.transport.send(0, appendOf(1, 2, 1, 9_000));
      await until(() => two.messages.some(({ kind }) => kind === "append-request"), "the smaller one comes");
      one.transport.send(0, appendOf(1, 2, 1, 11_000));
      await until(() => two.transport.counters.refused.oversized === 1, "the larger one is refused");
      expect(two.messages.filter(({ kind }) => kind === "append-request").length).toBe(1);
    });

    test("an address that is taken, or is none, is a clear error", async () => {
      const one = await station(1);
      const second = new Station(2, make, { ...optionsOf(2), address: one.transport.address });
      await expect(second.transport.listen(second)).rejects.toThrow(TransportError);
      const third = new Station(3, make, { ...optionsOf(3), address: "nowhere" });
      await expect(third.transport.listen(third)).rejects.toThrow('"nowhere" is no address: it must be host:port');
    });
  });
}

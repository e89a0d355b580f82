import { afterEach, describe, expect, test } from "vitest";
import { TransportError } from "../../../../src/server/transport/transport.ts";
import { introduce, type MakeTransport, type OptionsOf, Stage, Station, until, untilConnected } from "./cluster.ts";
import { deliverySuite } from "./delivery-suite.ts";
import { appendOf } from "./messages.ts";
import { Relay } from "./relay.ts";

function handles(...names: readonly string[]): number {
  return process.getActiveResourcesInfo().filter((name) => names.includes(name)).length;
}

const sockets = () => handles("TCPServerWrap", "TCPSocketWrap");
const timers = () => handles("Timeout", "Immediate");

/** What every transport owes its node, over real sockets. */
export function transportSuite(name: string, make: MakeTransport, optionsOf: OptionsOf): void {
  const stage = new Stage(make, optionsOf);
  afterEach(() => stage.close());

  // The first of all, so that no other test's handles are counted.
  test(`${name}: when all are closed, no handle is left behind`, async () => {
    const before = timers();
    const all = await stage.pair({ greetingTimeoutMs: 60_000 });
    await untilConnected(all[1], all[0]);
    await stage.station(4, { keepAliveMs: 10 });
    all[0].transport.setPeers(new Map([[7, ["127.0.0.1:1"]]]));
    expect(sockets()).toBeGreaterThan(2);
    await stage.close();
    await until(() => sockets() === 0 && timers() <= before, "handles are gone");
  });

  deliverySuite(name, stage);

  describe(`${name}: connections`, () => {
    test("there is one with each peer, when both begin one at once", async () => {
      for (let round = 0; round < 10; round++) {
        const all = [await stage.station(1), await stage.station(2), await stage.station(3)];
        introduce(...all);
        for (const from of all) for (const to of all) if (from !== to) await untilConnected(from, to);
        for (const { transport } of all) {
          expect(transport.counters).toMatchObject({ connectionsOpened: 2, connectionsLost: 0, refused: {} });
        }
        await Promise.all(all.map(({ transport }) => transport.close()));
      }
    });

    test("are begun again when the peer comes back, even if it does not know this server", async () => {
      const one = await stage.station(1);
      const two = await stage.station(2);
      const address = two.transport.address;
      one.transport.setPeers(new Map([[2, [address]]]));
      await untilConnected(one, two);
      await two.transport.close();
      await until(() => one.unreached.includes(2), "the loss is told");
      const again = await stage.station(2, { address });
      await untilConnected(one, again);
      await untilConnected(again, one);
      expect(one.transport.counters).toMatchObject({ connectionsOpened: 2, connectionsLost: 1 });
    });

    test("a peer that cannot be reached is told of, and tried again", async () => {
      const one = await stage.station(1);
      const gone = await stage.station(2);
      await gone.transport.close();
      one.transport.setPeers(new Map([[2, [gone.transport.address]]]));
      await until(() => one.unreached.length > 2, "it was tried again");
      expect(one.unreached.every((peer) => peer === 2)).toBe(true);
    });

    test("one that nobody answers on is given up, and there is another when the network is whole again", async () => {
      const options = { keepAliveMs: 30, greetingTimeoutMs: 200, longestPauseMs: 50 };
      const one = await stage.station(1, options);
      const two = await stage.station(2, options);
      const relay = await Relay.before(two.transport.address);
      stage.keep(relay);
      one.transport.setPeers(new Map([[2, [relay.address]]]));
      await untilConnected(one, two);
      relay.hold();
      await until(() => one.unreached.includes(2), "server 1 notices");
      await until(() => two.unreached.includes(1), "server 2 notices");
      relay.release();
      await untilConnected(one, two);
      await untilConnected(two, one);
    });

    test("an idle one stays", async () => {
      const [one, two] = await stage.pair({ keepAliveMs: 150 });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(one.transport.counters).toMatchObject({ connectionsOpened: 1, connectionsLost: 0 });
      expect(two.unreached).toEqual([]);
    });

    test("those with servers that are gone from the addresses are closed", async () => {
      const [one, two] = await stage.pair({ keepAliveMs: 60_000 });
      one.transport.setPeers(new Map());
      one.send(two, 5);
      expect(one.transport.counters.messagesDropped).toBeGreaterThan(0);
      await until(() => two.unreached.includes(1), "the connection ends");
      expect(one.unreached).toEqual([]);
      expect(two.contexts).not.toContain(5);
    });

    test("a peer that moves is found at its new address", async () => {
      const [one, two] = await stage.pair();
      await two.transport.close();
      const moved = await stage.station(2);
      introduce(one, moved);
      await untilConnected(one, moved);
    });

    test("a peer is looked for at each place where it may be, in turn", async () => {
      const one = await stage.station(1);
      const other = await stage.station(3);
      const two = await stage.station(2);
      const gone = await stage.station(4);
      await gone.transport.close();
      const places = ["nowhere", gone.transport.address, other.transport.address, two.transport.address];
      one.transport.setPeers(new Map([[2, places]]));
      await untilConnected(one, two);
      expect(other.transport.counters.connectionsOpened).toBe(0);
    });

    test("one that is established stays when there are other places to look for the peer", async () => {
      const [one, two] = await stage.pair();
      one.transport.setPeers(new Map([[2, ["127.0.0.1:1"]]]));
      await untilConnected(one, two);
      expect(one.transport.counters).toMatchObject({ connectionsOpened: 1, connectionsLost: 0 });
    });

    test("each side hears where the other is found, and forgets it with the connection", async () => {
      const announced = { transport: "127.0.0.1:9999", api: "127.0.0.1:8888" };
      const one = await stage.station(1);
      const two = await stage.station(2, { announced });
      one.transport.setPeers(new Map([[2, [two.transport.address]]]));
      await untilConnected(one, two);
      expect([...one.transport.said]).toEqual([[2, announced]]);
      expect([...two.transport.said]).toEqual([[1, { transport: "127.0.0.1:9001", api: "127.0.0.1:8001" }]]);
      await one.transport.close();
      await until(() => two.transport.said.size === 0, "it is forgotten");
    });

    test("a peer that does not read fills no memory, and loses only what did not fit", async () => {
      const options = { maxWaitingBytes: 300_000, keepAliveMs: 60_000 };
      const one = await stage.station(1, options);
      const two = await stage.station(2, options);
      const relay = await Relay.before(two.transport.address);
      stage.keep(relay);
      one.transport.setPeers(new Map([[2, [relay.address]]]));
      await untilConnected(one, two);
      relay.hold();
      const large = appendOf(1, 2, 1, 20_000);
      const terms = () => two.messages.flatMap((one) => (one.kind === "append-request" ? [one.term] : []));
      const start = one.transport.counters.messagesSent;
      // Also the terms, which are not below the one of the entries.
      let context = large.term;
      await until(() => {
        one.transport.send(0, { ...large, term: ++context });
        one.send(two, context);
        return one.transport.counters.messagesDropped > 20;
      }, "messages are dropped");
      const { messagesSent, bytesSent } = one.transport.counters;
      // What is not in our memory is in that of the system and of the relay: some megabytes each.
      expect(bytesSent).toBeLessThan(100_000_000);
      relay.release();
      await until(() => two.transport.counters.messagesReceived === messagesSent, "all that was not dropped came");
      expect(two.transport.counters.refused).toEqual({});
      const questions = two.contexts.slice(start).filter((one) => one >= 0);
      for (const numbers of [questions, terms()]) {
        expect(numbers.length).toBeGreaterThan(0);
        expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
      }
      await untilConnected(one, two);
    });

    test("what was sent last still comes when the sender closes", async () => {
      const [one, two] = await stage.pair();
      one.send(two, 4711);
      await one.transport.close();
      await until(() => two.contexts.includes(4711), "the last message came");
    });
  });

  describe(`${name}: who is not a peer`, () => {
    test("a server of another cluster is refused", async () => {
      const one = await stage.station(1);
      const stranger = await stage.station(2, { cluster: "other" });
      stranger.transport.setPeers(new Map([[1, [one.transport.address]]]));
      await until(() => one.transport.counters.refused["other-cluster"] !== undefined, "it is refused");
      expect(stranger.transport.counters.connectionsOpened).toBe(0);
      expect(one.transport.counters.connectionsOpened).toBe(0);
    });

    test("a server that looks for another one is refused", async () => {
      const one = await stage.station(1);
      const lost = await stage.station(2);
      lost.transport.setPeers(new Map([[3, [one.transport.address]]]));
      const refused = () => ({ ...one.transport.counters.refused, ...lost.transport.counters.refused });
      await until(() => Object.keys(refused()).length > 0, "it is refused");
      expect(one.transport.counters.connectionsOpened).toBe(0);
      expect(["other-receiver", "certificate"]).toContain(Object.keys(refused())[0]);
    });

    test("a message in another server's name is refused, and its connection ends", async () => {
      const [one, two] = await stage.pair();
      const before = two.messages.length;
      one.transport.send(0, { kind: "timeout-now", from: 3, to: 2, term: 9 });
      one.send(two, 3);
      await until(() => two.transport.counters.refused["other-sender"] === 1, "it is refused");
      await until(() => one.unreached.includes(2), "the connection ended");
      expect(two.messages.slice(before).filter(({ kind }) => kind === "timeout-now")).toEqual([]);
      await untilConnected(one, two);
    });

    test("a message that is too large for its receiver is refused", async () => {
      const one = await stage.station(1);
      const two = await stage.station(2, { maxFrameBytes: 10_000 });
      introduce(one, two);
      await untilConnected(one, two);
      one.transport.send(0, appendOf(1, 2, 1, 9_000));
      await until(() => two.messages.some(({ kind }) => kind === "append-request"), "the smaller one comes");
      one.transport.send(0, appendOf(1, 2, 1, 11_000));
      await until(() => two.transport.counters.refused.oversized === 1, "the larger one is refused");
      expect(two.messages.filter(({ kind }) => kind === "append-request").length).toBe(1);
    });

    test("an address that is taken or is none, or too long a name, is a clear error", async () => {
      const one = await stage.station(1);
      const second = new Station(2, make, { ...optionsOf(2), address: one.transport.address });
      await expect(second.transport.listen(second)).rejects.toThrow(TransportError);
      const third = new Station(3, make, { ...optionsOf(3), address: "nowhere" });
      await expect(third.transport.listen(third)).rejects.toThrow('"nowhere" is no address: it must be host:port');
      const fourth = new Station(4, make, { ...optionsOf(4), cluster: "ü".repeat(128) });
      await expect(fourth.transport.listen(fourth)).rejects.toThrow("is longer than 255 bytes");
      const announced = { transport: `${"x".repeat(255)}:1`, api: "" };
      const fifth = new Station(5, make, { ...optionsOf(5), announced });
      await expect(fifth.transport.listen(fifth)).rejects.toThrow("is longer than 255 bytes");
    });
  });
}

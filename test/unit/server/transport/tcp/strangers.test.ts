import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import type { Message } from "../../../../../src/raft/index.ts";
import { parseAddress } from "../../../../../src/server/transport/address.ts";
import type { TransportOptions } from "../../../../../src/server/transport/options.ts";
import { RefusalError, type RefusalReason } from "../../../../../src/server/transport/refusal.ts";
import { tcpTransport } from "../../../../../src/server/transport/tcp/tcp-transport.ts";
import { FRAME_KIND } from "../../../../../src/server/transport/wire/frame.ts";
import { FrameWriter } from "../../../../../src/server/transport/wire/frame-writer.ts";
import { writeGreeting } from "../../../../../src/server/transport/wire/greeting.ts";
import { Station, until } from "../cluster.ts";
import { appendOf } from "../messages.ts";
import { encode, frameOf } from "../wire/frames.ts";

const open: Station[] = [];
const sockets: Socket[] = [];

async function station(options: Partial<TransportOptions> = {}, id = 1): Promise<Station> {
  const made = new Station(id, tcpTransport, options);
  open.push(made);
  await made.transport.listen(made);
  return made;
}

/** A socket to the station that says these bytes, and what it hears. */
function say(to: Station, ...bytes: readonly (Buffer | string)[]): { heard: Buffer[]; isClosed: () => boolean } {
  const socket = connect(parseAddress(to.transport.address)!);
  sockets.push(socket);
  const heard: Buffer[] = [];
  let isClosed = false;
  socket.on("data", (chunk: Buffer) => heard.push(chunk));
  socket.on("error", () => {});
  socket.on("close", () => {
    isClosed = true;
  });
  for (const one of bytes) socket.write(one);
  return { heard, isClosed: () => isClosed };
}

function greeting(kind: number = FRAME_KIND.hello, overrides: object = {}): Buffer {
  const writer = new FrameWriter();
  const address = { transport: "127.0.0.1:9002", api: "127.0.0.1:8002" };
  writeGreeting(writer, kind, { cluster: "test", from: 2, to: 1, start: 99, dial: 1, address, ...overrides });
  return Buffer.from(writer.take()[0]!);
}

const question = { kind: "read-index-request", from: 2, to: 1, term: 1, context: 5 } as const;

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(open.splice(0).map(({ transport }) => transport.close()));
});

describe("who is refused before a connection is established", () => {
  const hello = greeting();

  test.each<[string, RefusalReason, Buffer | string]>([
    ["an HTTP request", "stranger", "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"],
    ["nothing but zeros", "stranger", Buffer.alloc(100)],
    ["a greeting with a damaged byte", "stranger", damaged(hello, hello.length - 1)],
    ["a greeting with another magic number", "stranger", frameOf(1, FRAME_KIND.hello, 0, Buffer.alloc(48, 1))],
    ["an answer to a greeting", "stranger", greeting(FRAME_KIND.welcome)],
    ["a message before the greeting", "stranger", encode({ group: 0, message: question })],
    ["a greeting that is too long", "stranger", greeting(FRAME_KIND.hello, { cluster: "x".repeat(2_000) })],
    ["a greeting of another version", "unknown-version", frameOf(2, FRAME_KIND.hello, 0, Buffer.alloc(48, 1))],
    ["a greeting from another cluster", "other-cluster", greeting(FRAME_KIND.hello, { cluster: "other" })],
    ["a greeting to another server", "other-receiver", greeting(FRAME_KIND.hello, { to: 3 })],
    ["a greeting from nowhere", "malformed", greeting(FRAME_KIND.hello, { address: { transport: "", api: "" } })],
    ["a greeting in this server's own name", "other-sender", greeting(FRAME_KIND.hello, { from: 1 })],
  ])("%s: %s", async (_, reason, bytes) => {
    const one = await station();
    const { heard, isClosed } = say(one, bytes);
    await until(isClosed, "the connection ends");
    expect(one.transport.counters).toMatchObject({ refused: { [reason]: 1 }, connectionsOpened: 0 });
    expect(Object.keys(one.transport.counters.refused)).toEqual([reason]);
    expect(heard).toEqual([]);
    expect(one.unreached).toEqual([]);
  });

  test("who says TLS to a server without certificates", async () => {
    const one = await station();
    const socket = connectSecurely({ ...parseAddress(one.transport.address)!, rejectUnauthorized: false });
    sockets.push(socket);
    socket.on("error", () => {});
    await until(() => one.transport.counters.refused.stranger === 1, "it is refused");
  });

  test("who comes when there are as many connections as may be, and those who are there are served on", async () => {
    const one = await station({ maxConnections: 2 });
    const peer = say(one, hello);
    await until(() => peer.heard.length > 0, "the greeting is answered");
    say(one);
    const third = say(one, hello);
    await until(third.isClosed, "the third connection ends");
    expect(one.transport.counters.refused).toEqual({ crowded: 1 });
    expect(peer.isClosed()).toBe(false);
  });

  test("who says nothing in time", async () => {
    const one = await station({ greetingTimeoutMs: 30 });
    const { isClosed } = say(one);
    await until(isClosed, "the connection ends");
    expect(one.transport.counters.refused).toEqual({ "no-greeting": 1 });
  });
});

describe("what ends a connection that was established", () => {
  test.each<[string, RefusalReason, Buffer]>([
    ["a damaged frame", "damaged", damaged(encode({ group: 0, message: question }), 20)],
    ["a frame that is too large", "oversized", encode({ group: 0, message: appendOf(2, 1, 1, 5_000) })],
    ["an unknown kind", "unknown-kind", frameOf(1, 99, 0, Buffer.alloc(24, 1))],
    ["a second greeting", "unknown-kind", greeting()],
    ["no message inside", "malformed", frameOf(1, 16, 0, Buffer.alloc(24, 1))],
    [
      "terms that fall",
      "malformed",
      encode({ group: 0, message: { ...appendOf(2, 1, 0, 0), prevLogTerm: 4 } as Message }),
    ],
    ["a message from another server", "other-sender", encode({ group: 0, message: { ...question, from: 3 } })],
    ["a message to another server", "other-receiver", encode({ group: 0, message: { ...question, to: 3 } })],
    ["another version", "unknown-version", frameOf(2, 16, 0, Buffer.alloc(24, 1))],
  ])("%s: %s, and nothing behind it is taken", async (_, reason, bytes) => {
    const one = await station({ maxFrameBytes: 1_000 });
    const good = encode({ group: 3, message: question });
    const { isClosed } = say(one, Buffer.concat([greeting(), good, bytes, good]));
    await until(isClosed, "the connection ends");
    expect(one.messages).toEqual([question]);
    expect(one.transport.counters).toMatchObject({ refused: { [reason]: 1 }, connectionsLost: 1 });
    expect(one.unreached).toEqual([2]);
  });
});

describe("two connections of one peer", () => {
  test("one that was begun later takes the place of the one before", async () => {
    const one = await station();
    const first = say(one, greeting(FRAME_KIND.hello, { dial: 1 }));
    await until(() => first.heard.length > 0, "the first is answered");
    const second = say(one, greeting(FRAME_KIND.hello, { dial: 2 }));
    await until(() => second.heard.length > 0 && first.isClosed(), "the second takes its place");
    expect(one.transport.counters).toMatchObject({ connectionsOpened: 2, connectionsLost: 1, refused: {} });
    expect(one.unreached).toEqual([2]);
  });

  test("one that was begun before is late, and ends", async () => {
    const one = await station();
    const first = say(one, greeting(FRAME_KIND.hello, { dial: 5 }));
    await until(() => first.heard.length > 0, "the first is answered");
    const late = say(one, greeting(FRAME_KIND.hello, { dial: 5 }));
    await until(late.isClosed, "the late one ends");
    expect(late.heard).toEqual([]);
    expect(first.isClosed()).toBe(false);
    expect(one.transport.counters).toMatchObject({ connectionsOpened: 1, connectionsLost: 0, refused: {} });
  });

  test("one of a peer that has started again takes the place, whatever its number", async () => {
    const one = await station();
    const first = say(one, greeting(FRAME_KIND.hello, { dial: 5 }));
    await until(() => first.heard.length > 0, "the first is answered");
    const second = say(one, greeting(FRAME_KIND.hello, { dial: 1, start: 100 }));
    await until(() => second.heard.length > 0 && first.isClosed(), "the second takes its place");
  });
});

describe("two connections that cross: of a server that has greeted, and is greeted before it is answered,", () => {
  test.each([
    [1, "gives way to the peer, which is higher"],
    [3, "stays with its own, because the peer is lower"],
  ])("server %i %s", async (id) => {
    const one = await station({}, id);
    const greeted: Socket[] = [];
    const peer = createServer((socket) => {
      socket.once("data", () => greeted.push(socket));
      socket.resume();
    });
    await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
    one.transport.setPeers(new Map([[2, [`127.0.0.1:${(peer.address() as AddressInfo).port}`]]]));
    await until(() => greeted.length > 0, "the station greets");
    const crossing = say(one, greeting(FRAME_KIND.hello, { to: id }));
    await until(() => crossing.heard.length > 0 || crossing.isClosed(), "the crossing one is answered, or ends");
    expect(crossing.isClosed()).toBe(id === 3);
    if (id === 3) greeted[0]!.write(greeting(FRAME_KIND.welcome, { to: id }));
    await until(() => one.transport.counters.connectionsOpened === 1, "one of them is established");
    await until(() => greeted[0]!.readableEnded === (id === 1), "its own one ends, or does not");
    expect(one.transport.counters).toMatchObject({ connectionsOpened: 1, connectionsLost: 0, refused: {} });
    expect(one.unreached).toEqual([]);
    for (const socket of greeted) socket.destroy();
    peer.close();
  });
});

test("what the node refuses is counted, and ends the connection as what the transport refuses does", async () => {
  const one = await station();
  one.received = () => {
    throw new RefusalError("term-leap", "far");
  };
  const { isClosed } = say(one, greeting(), encode({ group: 0, message: question }));
  await until(isClosed, "the connection ends");
  expect(one.transport.counters).toMatchObject({ refused: { "term-leap": 1 }, connectionsLost: 1 });
});

test("what one callback sends leaves in one write", async () => {
  const one = await station();
  const peer = say(one, greeting());
  await until(() => peer.heard.length > 0, "the greeting is answered");
  peer.heard.length = 0;
  for (let context = 0; context < 500; context++) {
    one.transport.send(0, { kind: "read-index-request", from: 1, to: 2, term: 1, context });
  }
  await until(() => peer.heard.length > 0, "something comes");
  expect(peer.heard.map(({ length }) => length)).toEqual([500 * 46]);
});

test("what is flushed has left when the system takes it at once", async () => {
  const one = await station();
  const peer = say(one, greeting());
  await until(() => peer.heard.length > 0, "the greeting is answered");
  one.transport.send(0, appendOf(1, 2, 1, 100));
  expect(one.transport.flush()).toBe(true);
});

function damaged(frame: Buffer, at: number): Buffer {
  const copy = Buffer.from(frame);
  copy[at]! ^= 1;
  return copy;
}

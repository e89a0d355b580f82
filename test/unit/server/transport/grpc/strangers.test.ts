import { connect } from "node:net";
import { Client, credentials } from "@grpc/grpc-js";
import { afterEach, expect, test } from "vitest";
import { parseAddress } from "../../../../../src/server/transport/address.ts";
import { grpcTransport } from "../../../../../src/server/transport/grpc/grpc-transport.ts";
import { asItIs, EXCHANGE_PATH, writeParcel } from "../../../../../src/server/transport/grpc/parcel.ts";
import type { RefusalReason } from "../../../../../src/server/transport/refusal.ts";
import { introduce, Station, until, untilConnected } from "../cluster.ts";

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function station(id: number, options = {}): Promise<Station> {
  const made = new Station(id, grpcTransport, options);
  await made.transport.listen(made);
  closing.push(() => made.transport.close());
  return made;
}

/** A stream to the station that says these parcels. */
function say(to: Station, ...parcels: readonly Buffer[]): { isClosed: () => boolean } {
  const client = new Client(to.transport.address, credentials.createInsecure());
  const stream = client.makeBidiStreamRequest(EXCHANGE_PATH, asItIs, asItIs);
  let isClosed = false;
  stream.on("error", () => {});
  stream.on("data", () => {});
  stream.on("end", () => {
    isClosed = true;
  });
  for (const parcel of parcels) stream.write(parcel);
  closing.push(() => {
    stream.cancel();
    client.close();
  });
  return { isClosed: () => isClosed };
}

function greeting(overrides: object = {}): Buffer {
  const address = { transport: "127.0.0.1:9002", api: "127.0.0.1:8002" };
  const fields = { version: 1, cluster: "test", from: 2, to: 1, start: 99, dial: 1, ...address, ...overrides };
  return writeParcel({ greeting: fields, messages: [] });
}

function question(fields: object = {}): Buffer {
  const message = { group: 0, from: 2, to: 1, term: 1, readIndexRequest: { context: 5 }, ...fields };
  return writeParcel({ greeting: null, messages: [message] });
}

test.each<[string, RefusalReason, Buffer]>([
  ["bytes that are no parcel", "malformed", Buffer.from([0xff, 1, 2, 3])],
  ["a message before the greeting", "malformed", question()],
  ["nobody's greeting", "malformed", greeting({ from: 0 })],
  ["a greeting that is too long", "oversized", greeting({ cluster: "x".repeat(2_000) })],
  ["a greeting of another version", "unknown-version", greeting({ version: 2 })],
  ["a greeting from another cluster", "other-cluster", greeting({ cluster: "other" })],
  ["a greeting from nowhere", "malformed", greeting({ transport: "" })],
  ["a greeting to another server", "other-receiver", greeting({ to: 3 })],
])("%s: %s", async (_, reason, parcel) => {
  const one = await station(1);
  const { isClosed } = say(one, parcel);
  await until(isClosed, "the stream ends");
  expect(one.transport.counters).toMatchObject({ refused: { [reason]: 1 }, connectionsOpened: 0 });
});

test.each<[string, RefusalReason, Buffer]>([
  ["a second greeting", "malformed", greeting()],
  ["a message without a body", "unknown-kind", question({ readIndexRequest: undefined })],
  ["a message from another server", "other-sender", question({ from: 3 })],
  ["a message to another server", "other-receiver", question({ to: 3 })],
])("after the greeting, %s: %s", async (_, reason, parcel) => {
  const one = await station(1);
  const { isClosed } = say(one, greeting(), question(), parcel, question());
  await until(isClosed, "the stream ends");
  expect(one.contexts).toEqual([5]);
  expect(one.transport.counters).toMatchObject({ refused: { [reason]: 1 }, connectionsLost: 1 });
});

test("a stream on which no greeting comes in time ends", async () => {
  const one = await station(1, { greetingTimeoutMs: 100 });
  const { isClosed } = say(one);
  await until(isClosed, "the stream ends");
  expect(one.transport.counters.refused).toEqual({ "no-greeting": 1 });
});

test("who does not speak HTTP/2 is sent away, and peers are not disturbed", async () => {
  const [one, two] = [await station(1), await station(2)];
  let closed = 0;
  for (const bytes of ["GET / HTTP/1.1\r\nhost: localhost\r\n\r\n", Buffer.alloc(100), Buffer.alloc(100, 0x16)]) {
    const socket = connect(parseAddress(one.transport.address)!);
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => closed++);
    socket.write(bytes);
  }
  introduce(one, two);
  await untilConnected(one, two);
  await until(() => closed === 3, "all were sent away");
  expect(one.messages).toEqual([]);
});

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { ApiSurroundings } from "../../../../src/server/http/api.ts";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

const VALUE = "v".repeat(1_000_000);
const REQUEST = "GET /kv/big HTTP/1.1\r\nhost: localhost\r\n\r\n";

async function startWithBigValue(maxUnsentBytes: number) {
  const closed: number[] = [];
  let connections: () => Promise<number> = async () => 0;
  const surroundings: Partial<ApiSurroundings> = {
    unread: (bytes) => closed.push(bytes),
    observe: ({ server }) => {
      connections = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    },
  };
  const api = await RunningApi.start(new FakeNode(), { maxUnsentBytes }, surroundings);
  onTestFinished(() => api.close());
  await api.ask("PUT", "/kv/big", { body: { value: VALUE } });
  return { api, closed, connections };
}

/** Asks so often, and reads nothing yet. */
async function ask(api: RunningApi, count: number): Promise<Socket> {
  const socket = connect(api.port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(REQUEST.repeat(count));
  return socket;
}

/** How many bytes came until there were as many as should, or the connection ended. */
function read(socket: Socket, count: number): Promise<number> {
  return new Promise((resolve) => {
    let bytes = 0;
    const end = (): void => {
      socket.off("data", onData).off("close", end);
      resolve(bytes);
    };
    const onData = (piece: Buffer): void => {
      bytes += piece.length;
      if (bytes > count * VALUE.length) end();
    };
    socket.on("data", onData).on("close", end);
  });
}

test("connections whose answers are not read are closed before they fill the memory, and nobody else is", async () => {
  const { api, closed } = await startWithBigValue(8_000_000);
  const patient = await ask(api, 1);
  const greedy: Socket[] = [];
  for (let count = 0; count < 5; count++) greedy.push(await ask(api, 20));
  await expect.poll(() => closed.length).toBe(5);
  for (const bytes of closed) expect(bytes).toBeLessThan(10_000_000);
  for (const socket of greedy) expect(await read(socket, 20)).toBeLessThan(20 * VALUE.length);
  expect(await read(patient, 1)).toBeGreaterThan(VALUE.length);
  expect(await api.ask("GET", "/kv/big")).toMatchObject({ status: 200 });
});

test("answers that were read do not count, however many they are", async () => {
  const { api, closed } = await startWithBigValue(3_000_000);
  const socket = await ask(api, 1);
  for (let turn = 0; turn < 20; turn++) {
    await read(socket, 1);
    socket.write(REQUEST);
  }
  await read(socket, 1);
  expect(closed).toEqual([]);
});

test("nor do answers on connections that have ended", async () => {
  const { api, closed, connections } = await startWithBigValue(40_000_000);
  const others = await connections();
  for (let turn = 0; turn < 4; turn++) {
    const gone = await ask(api, 20);
    await once(gone, "readable");
    gone.destroy();
    await expect.poll(connections).toBeLessThanOrEqual(others);
  }
  expect(closed).toEqual([]);
});

import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

test("connections beyond those that may be are closed, which is told once, and there is room again when others end", async () => {
  let told = 0;
  const surroundings = { crowded: () => told++ };
  const api = await RunningApi.start(new FakeNode(), { maxConnections: 3 }, surroundings);
  onTestFinished(() => api.close());
  const open = async () => {
    const socket = connect(api.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {}).resume();
    await once(socket, "connect");
    return socket;
  };
  const idle = [await open(), await open(), await open()];
  for (let count = 0; count < 3; count++) {
    const refused = await open();
    await expect.poll(() => refused.closed).toBe(true);
  }
  expect(told).toBe(1);
  expect(idle.map(({ closed }) => closed)).toEqual([false, false, false]);
  for (const socket of idle) socket.destroy();
  const answers = async () => {
    const socket = await open();
    socket.write("GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    const first = await Promise.race([once(socket, "data"), once(socket, "close")]);
    return `${first[0]}`.startsWith("HTTP/1.1 200");
  };
  await expect.poll(answers).toBe(true);
});

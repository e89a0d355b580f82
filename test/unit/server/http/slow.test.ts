import { once } from "node:events";
import { connect } from "node:net";
import type { FastifyInstance } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

const HEAD = "PUT /kv/a HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
const ONE_OF_MANY = `${HEAD}content-length: 100\r\n\r\n{`;

async function started(receiveTimeoutMs: number): Promise<RunningApi> {
  const api = await RunningApi.start(new FakeNode(), { receiveTimeoutMs });
  onTestFinished(() => api.close());
  return api;
}

async function sending(api: RunningApi, text: string) {
  const socket = connect(api.port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

test.each([
  ["head", HEAD],
  ["body", ONE_OF_MANY],
])("a request whose %s does not arrive in time is told so, and ended, soon after", async (_name, text) => {
  const api = await started(300);
  const socket = await sending(api, text);
  const pieces: Buffer[] = [];
  socket.on("data", (piece) => pieces.push(piece));
  const before = performance.now();
  await once(socket, "close");
  expect(performance.now() - before).toBeLessThan(4_000);
  const [head, body] = Buffer.concat(pieces).toString().split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1.1 408 /);
  expect(JSON.parse(body!).error).toMatchObject({ code: "request-too-slow" });
  expect(api.failures).toEqual([]);
});

test("a client that goes away while it sends is no failure of the server", async () => {
  let aborted = 0;
  const observe = (app: FastifyInstance) => void app.addHook("onRequestAbort", async (_request) => void aborted++);
  const api = await RunningApi.start(new FakeNode(), {}, { observe });
  onTestFinished(() => api.close());
  for (const leave of ["end", "resetAndDestroy"] as const) {
    const socket = await sending(api, ONE_OF_MANY);
    // Answered on another connection, so the half of a request is here too.
    await api.ask("GET", "/health/live");
    aborted = 0;
    socket[leave]();
    await expect.poll(() => aborted).toBe(1);
  }
  expect(api.failures).toEqual([]);
});

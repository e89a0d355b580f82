import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
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

/** A server that looks for late requests every ten seconds: Node's own do every thirty. */
async function leisurely(requestTimeout: number) {
  const server = createServer({ requestTimeout, connectionsCheckingInterval: 10_000 }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return server.address() as AddressInfo;
}

async function sending({ port }: { readonly port: number }, text: string) {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

test.each([
  ["head", HEAD],
  ["body", ONE_OF_MANY],
])(
  "a request whose %s does not arrive in time is told so, and ended, sooner than by a leisurely server",
  async (_name, text) => {
    const other = (await sending(await leisurely(300), text)).resume();
    const api = await started(300);
    const socket = await sending(api, text);
    const pieces: Buffer[] = [];
    socket.on("data", (piece) => pieces.push(piece));
    const ended = async (whose: string, one: typeof socket) => (await once(one, "close")) && whose;
    expect(await Promise.race([ended("other", other), ended("ours", socket)])).toBe("ours");
    const [head, body] = Buffer.concat(pieces).toString().split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1.1 408 /);
    expect(JSON.parse(body!).error).toMatchObject({ code: "request-too-slow" });
    expect(api.failures).toEqual([]);
  },
);

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

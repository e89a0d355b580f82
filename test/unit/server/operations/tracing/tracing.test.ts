import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTracing } from "../../../../../src/server/operations/tracing/index.ts";
import { FakeNode } from "../../http/fake-node.ts";
import { RunningApi } from "../../http/running-api.ts";
import { attributesOf, Collector } from "./collector.ts";

const ALL = 1_000_000;
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

let collector: Collector;
beforeEach(async () => {
  collector = await Collector.start();
});
afterEach(() => collector.close());

async function traced(samplePerMillion: number, node = new FakeNode()) {
  const tracing = await startTracing({ endpoint: collector.endpoint, samplePerMillion }, node.id, "1.2.3");
  const api = await RunningApi.start(
    node,
    {},
    {
      trace: (request, name, work) => tracing.requests.within(request, name, work),
      observe: (app) => tracing.requests.observe(app),
    },
  );
  const stop = async () => {
    await api.close();
    await tracing.stop();
  };
  return { api, tracing, stop };
}

test("a request is a span, and what the node does for it one within", async () => {
  const { api, stop } = await traced(ALL);
  await api.ask("PUT", "/kv/a", { body: { value: "1" } });
  await api.ask("GET", "/kv/a");
  await stop();
  const [put] = collector.named("PUT /kv/:key");
  const [write] = collector.named("raft.write");
  expect(attributesOf(put!)).toEqual({
    "http.request.method": "PUT",
    "http.route": "/kv/:key",
    "http.response.status_code": 200,
  });
  expect(write).toMatchObject({ traceId: put!.traceId, parentSpanId: put!.spanId });
  expect(BigInt(write!.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(write!.startTimeUnixNano));
  expect(collector.named("raft.read")[0]).toMatchObject({ traceId: collector.named("GET /kv/:key")[0]!.traceId });
  expect(collector.resource).toContainEqual({ key: "service.instance.id", value: { stringValue: "1" } });
});

test("a failure is told", async () => {
  const { api, stop } = await traced(ALL);
  api.node.writeOutcome = { outcome: "refused", reason: "too-much-uncommitted", leader: 1 };
  await api.ask("PUT", "/kv/a", { body: { value: "1" } });
  await stop();
  expect(collector.named("PUT /kv/:key")[0]!.status.code).toBe(2);
});

test("a request that belongs to a trace is sampled as that is, and goes on with it to the leader", async () => {
  const leader = await traced(0);
  const follower = await traced(0, new FakeNode(2));
  follower.api.node.follow(1);
  follower.api.node.addresses.set(1, { transport: "127.0.0.1:1", api: leader.api.address });
  const put = (flags: string) =>
    follower.api.ask("PUT", "/kv/a?forward=true", {
      body: { value: "1" },
      headers: { traceparent: `00-${TRACE}-${PARENT}-${flags}` },
    });
  await put("00");
  await put("01");
  await follower.stop();
  await leader.stop();
  const spans = collector.named("PUT /kv/:key");
  expect(spans).toHaveLength(2);
  const [outer, inner] = spans[0]!.parentSpanId === PARENT ? spans : spans.toReversed();
  expect(outer).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
  expect(inner).toMatchObject({ traceId: TRACE, parentSpanId: outer!.spanId });
});

test.each(["00-x", `ff-${TRACE}-${PARENT}-01`, `00-${"0".repeat(32)}-${PARENT}-01`])(
  "the traceparent %j means nothing",
  async (traceparent) => {
    const { api, stop } = await traced(ALL);
    await api.ask("GET", "/kv/a", { headers: { traceparent } });
    await stop();
    expect(collector.named("GET /kv/:key")[0]!.parentSpanId ?? "").toBe("");
  },
);

test("nothing is traced that is not sampled", async () => {
  const { api, tracing, stop } = await traced(0);
  await api.ask("PUT", "/kv/a", { body: { value: "1" } });
  tracing.synced(1_000, 10);
  await stop();
  expect(collector.spans).toEqual([]);
});

test("a batch on its way to the disk is a span as long as it took", async () => {
  const { tracing, stop } = await traced(ALL);
  tracing.synced(2_000, 4_096);
  await stop();
  const [span] = collector.named("raft.fsync");
  expect(attributesOf(span!)).toEqual({ "raft.bytes": 4_096 });
  expect(Number(BigInt(span!.endTimeUnixNano) - BigInt(span!.startTimeUnixNano)) / 1_000).toBeCloseTo(2_000, 0);
});

test("those who only look leave no traces, unless they want to", async () => {
  const { api, stop } = await traced(ALL);
  for (const url of ["/client/status", "/health/live", "/health/ready", "/metrics"]) await api.ask("GET", url);
  await api.ask("GET", "/client/status", { headers: { traceparent: `00-${TRACE}-${PARENT}-01` } });
  await api.ask("GET", "/client/leader");
  await stop();
  expect(collector.spans.map(({ name }) => name).sort()).toEqual(["GET /client/leader", "GET /client/status"]);
});

describe("a server ends in peace, whatever its collector", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function endpointOf(server: Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  }

  test.each<[string, (socket: Socket) => void]>([
    ["hangs up", (socket) => socket.destroy()],
    ["resets", (socket) => socket.resetAndDestroy()],
    ["says nothing", () => {}],
    [
      "answers before it has heard all, and hangs up",
      (socket) =>
        socket.once("data", () =>
          socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", () => socket.resetAndDestroy()),
        ),
    ],
  ])("%s", async (_, receive) => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on("error", () => {}));
      receive(socket);
    });
    const tracing = await startTracing({ endpoint: await endpointOf(server), samplePerMillion: ALL }, 1, "1.2.3");
    for (let batch = 0; batch < 2_000; batch++) tracing.synced(1_000, batch);
    await tracing.stop();
    for (const socket of sockets) socket.destroy();
  });

  test("nobody listens", async () => {
    const server = createServer();
    const endpoint = await endpointOf(server);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const tracing = await startTracing({ endpoint, samplePerMillion: ALL }, 1, "1.2.3");
    tracing.synced(1_000, 1);
    await tracing.stop();
  });
});

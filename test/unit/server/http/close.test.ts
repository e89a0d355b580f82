import { Agent, request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../../src/server/http/index.ts";
import type { WriteOutcome } from "../../../../src/server/node/node.ts";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

test("requests that are here are answered, connections that are kept end, and nobody new is let in", async () => {
  const api = await RunningApi.start(new FakeNode(), { idleTimeoutMs: 600_000 });
  const agent = new Agent({ keepAlive: true });
  const ask = (method: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const asked = request(`http://${api.address}/kv/a`, { method, agent, headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode!));
      });
      asked.on("error", reject).end(method === "PUT" ? '{"value":"v"}' : "");
    });
  expect(await Promise.all([ask("GET"), ask("GET")])).toEqual([404, 404]);
  let apply: (outcome: WriteOutcome) => void = () => {};
  api.node.writeOutcome = new Promise((resolve) => {
    apply = resolve;
  });
  const waiting = ask("PUT");
  await expect.poll(() => api.node.writes.length).toBe(1);
  let isClosed = false;
  const closed = api.close().then(() => {
    isClosed = true;
  });
  await expect(fetch(`http://${api.address}/health/live`)).rejects.toThrow();
  expect(isClosed).toBe(false);
  apply({ outcome: "applied", index: 1, result: { previous: undefined, changed: true } });
  expect(await waiting).toBe(200);
  await closed;
  agent.destroy();
});

test("a request that never arrives in whole holds nothing up beyond a request's time", async () => {
  const limits = { ...DEFAULT_LIMITS, requestTimeoutMs: 50 };
  const api = await RunningApi.start(new FakeNode(), { limits, receiveTimeoutMs: 600_000, idleTimeoutMs: 600_000 });
  const slow = connect(api.port, "127.0.0.1").on("error", () => {});
  slow.write('PUT /kv/a HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"val');
  const ended = new Promise((resolve) => slow.once("close", resolve));
  // Answered on another connection, so the half of a request is here too.
  expect(await api.ask("GET", "/health/live")).toMatchObject({ status: 200 });
  await api.close();
  await ended;
});

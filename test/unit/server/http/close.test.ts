import { Agent, request } from "node:http";
import { expect, test } from "vitest";
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

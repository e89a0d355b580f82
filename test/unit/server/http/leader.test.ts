import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

let leader: RunningApi;
let follower: RunningApi;
const others: Server[] = [];

beforeAll(async () => {
  leader = await RunningApi.start(new FakeNode(1));
  follower = await RunningApi.start(new FakeNode(2));
});
afterEach(async () => {
  leader.node.addresses.clear();
  for (const server of others.splice(0)) await new Promise((resolve) => server.close(resolve));
});
afterAll(async () => {
  await follower.close();
  await leader.close();
});

/** The follower knows where the leader's API is. */
function introduce(api = leader.address): void {
  follower.node.follow(1);
  follower.node.addresses.set(1, { transport: "127.0.0.1:1", api });
}

const value = { body: { value: "v" } };

test("a follower redirects to the same path and query at the leader", async () => {
  introduce();
  for (const [method, url, asked] of [
    ["PUT", "/kv/a%2Fb?forward=false", value],
    ["POST", "/kv/a", { body: { append: "x" } }],
    ["DELETE", "/kv/a?expected=%C3%A4", {}],
    ["POST", "/client/session", {}],
    ["POST", "/admin/nodes", { body: { id: 4, transport: "h:1", api: "h:2", role: "learner" } }],
    ["DELETE", "/admin/nodes/3", {}],
    ["POST", "/admin/nodes/3/promote", {}],
    ["POST", "/admin/transfer", {}],
  ] as const) {
    const answer = await follower.ask(method, url, asked);
    expect(answer.status, `${method} ${url}`).toBe(307);
    expect(answer.headers.get("location")).toBe(`http://${leader.address}${url}`);
    expect(answer.body.error).toMatchObject({ code: "not-leader", leader: { id: 1, api: leader.address } });
  }
});

test("a client that follows the redirect has its command carried out", async () => {
  introduce();
  const response = await fetch(`http://${follower.address}/kv/redirected`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: '{"value":"there"}',
  });
  expect(response.status).toBe(200);
  expect((await leader.ask("GET", "/kv/redirected")).body.value).toBe("there");
});

test("reads are left to the follower's node, which asks the leader itself", async () => {
  introduce();
  expect((await follower.ask("GET", "/kv/redirected")).status).toBe(404);
});

test("with forward=true the follower asks the leader, and hands its answer on", async () => {
  introduce();
  const put = await follower.ask("PUT", "/kv/f?forward=true", value);
  expect(put).toMatchObject({ status: 200, body: { key: "f", value: "v", previous: null } });
  const compared = await follower.ask("POST", "/kv/f?forward=true", { body: { expected: "x", value: "y" } });
  expect(compared).toMatchObject({ status: 409, body: { error: { code: "compare-failed", previous: "v" } } });
  expect((await follower.ask("DELETE", "/kv/f?forward=true")).body.previous).toBe("v");
});

/** As it stands: `fetch` would tidy the path up. */
function putRaw(path: string): Promise<{ readonly status: number; readonly location?: string; readonly key?: string }> {
  const [host, port] = follower.address.split(":");
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const asked = request({ host, port, path, method: "PUT", headers }, async (response) => {
      const { key } = JSON.parse(Buffer.concat(await response.toArray()).toString());
      resolve({ status: response.statusCode!, ...pick(response.headers.location), key });
    });
    asked.on("error", reject).end(JSON.stringify({ value: "v" }));
  });
}

function pick(location: string | undefined) {
  return location === undefined ? {} : { location };
}

test("whatever the key, the leader is asked for the same", async () => {
  introduce();
  const parts = fc.constantFrom(
    "a",
    "..",
    ".",
    "/",
    "\\",
    "%",
    "%2e",
    "?",
    "#",
    ":",
    "@",
    "\u00e4",
    "\ud83d\ude00",
    " ",
    "//",
  );
  const keys = fc.oneof(
    fc.array(parts, { minLength: 1, maxLength: 6 }).map((some) => some.join("")),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  );
  const usable = keys.filter((key) => !key.startsWith("\0") && key !== "." && key !== "..");
  await fc.assert(
    fc.asyncProperty(usable, async (key) => {
      expect(await putRaw(`/kv/${encodeURIComponent(key)}?forward=true`)).toMatchObject({ status: 200, key });
    }),
    { numRuns: 200 },
  );
});

test.each([
  ["backslashes", "/kv/a\\..\\b", "/kv/a%5C..%5Cb", "a\\..\\b"],
  ["a whole URL", "http://elsewhere:1/kv/a?forward=false", "/kv/a?forward=false", "a"],
])("a path with %s stays what it is", async (_, path, redirected, key) => {
  introduce();
  expect(await putRaw(path)).toMatchObject({ status: 307, location: `http://${leader.address}${redirected}` });
  const forwarded = path.includes("?") ? path.replace("false", "true") : `${path}?forward=true`;
  expect(await putRaw(forwarded)).toMatchObject({ status: 200, key });
});

test.each(["/kv/.", "/kv/..", "/kv/%2e", "/kv/%2E%2e"])(
  "%s names no key, here as little as at the leader",
  async (path) => {
    introduce();
    expect(await putRaw(path)).toMatchObject({ status: 400 });
    expect(await putRaw(`${path}?forward=true`)).toMatchObject({ status: 400 });
  },
);

test("sessions and idempotency keys are forwarded", async () => {
  introduce();
  const { body: session } = await follower.ask("POST", "/client/session?forward=true");
  const headers = {
    "kraft-client": String(session.client),
    "kraft-session": String(session.session),
    "kraft-sequence": "1",
  };
  for (const once of [headers, { "idempotency-key": "k" }]) {
    const first = await follower.ask("POST", "/kv/once?forward=true", { body: { append: "x" }, headers: once });
    const retry = await follower.ask("POST", "/kv/once?forward=true", { body: { append: "x" }, headers: once });
    expect(retry).toMatchObject({ status: 200, body: first.body });
  }
  expect((await leader.ask("GET", "/kv/once")).body.value).toBe("xx");
});

test("Retry-After is handed on", async () => {
  introduce();
  leader.node.writeOutcome = { outcome: "refused", reason: "too-much-uncommitted", leader: 1 };
  const answer = await follower.ask("PUT", "/kv/a?forward=true", value);
  leader.node.writeOutcome = undefined;
  expect(answer).toMatchObject({ status: 503, body: { error: { code: "overloaded" } } });
  expect(answer.headers.get("retry-after")).toBe("1");
});

test("two nodes that take each other for the leader do not ask each other for ever", async () => {
  introduce();
  leader.node.follow(2);
  leader.node.addresses.set(2, { transport: "127.0.0.1:1", api: follower.address });
  const before = follower.node.writes.length + leader.node.writes.length;
  const answer = await follower.ask("PUT", "/kv/a?forward=true", value);
  leader.node.role = "leader";
  leader.node.leader = 1;
  leader.node.writeOutcome = undefined;
  expect(answer).toMatchObject({ status: 503, body: { error: { code: "no-leader", leader: { id: 2 } } } });
  expect(follower.node.writes.length + leader.node.writes.length).toBe(before + 2);
});

test("a leader whose address is not known is named, but nobody is sent there", async () => {
  follower.node.follow(1);
  // What a peer that was named without its API looks like.
  follower.node.addresses.set(1, { transport: "127.0.0.1:1", api: "" });
  const answer = await follower.ask("PUT", "/kv/a", value);
  expect(answer).toMatchObject({ status: 503, body: { error: { code: "no-leader", leader: { id: 1, api: null } } } });
  expect(answer.headers.get("retry-after")).toBe("1");
});

test("a leader that cannot be reached has done nothing", async () => {
  const port = await listening(createServer());
  await new Promise((resolve) => others.pop()!.close(resolve));
  introduce(`127.0.0.1:${port}`);
  const answer = await follower.ask("PUT", "/kv/a?forward=true", value);
  expect(answer).toMatchObject({ status: 503, body: { error: { code: "leader-unreachable" } } });
});

test("a leader that is lost before it answers may have done it", async () => {
  introduce(`127.0.0.1:${await listening(createServer((request) => request.socket.destroy()))}`);
  const answer = await follower.ask("PUT", "/kv/a?forward=true", value);
  expect(answer).toMatchObject({
    status: 504,
    body: { error: { code: "outcome-unknown", reason: "connection-lost" } },
  });
});

test("a leader that is lost on a connection that was kept from another request may have done it, too", async () => {
  const sockets: unknown[] = [];
  const done = '{"key":"a","value":"v","previous":null,"index":1}';
  const server = createServer((request, response) => {
    const { socket } = request;
    const isFirst = sockets.push(socket) === 1;
    // Not before the request is here in whole: whoever leads could have carried it out.
    request.resume().on("end", () => {
      if (isFirst) response.setHeader("content-type", "application/json").end(done);
      else socket.destroy();
    });
  });
  introduce(`127.0.0.1:${await listening(server)}`);
  expect((await follower.ask("PUT", "/kv/a?forward=true", value)).status).toBe(200);
  const answer = await follower.ask("PUT", "/kv/a?forward=true", value);
  expect(sockets.length).toBe(2);
  expect(sockets[1]).toBe(sockets[0]);
  expect(answer).toMatchObject({
    status: 504,
    body: { error: { code: "outcome-unknown", reason: "connection-lost" } },
  });
});

test("a leader that does not answer in time may have done it", async () => {
  const server = createServer(() => {});
  introduce(`127.0.0.1:${await listening(server)}`);
  follower.api.admission.limits = { ...follower.api.admission.limits, requestTimeoutMs: 50 };
  const answer = await follower.ask("PUT", "/kv/a?forward=true", value);
  expect(answer).toMatchObject({ status: 504, body: { error: { code: "outcome-unknown", reason: "timed-out" } } });
  server.closeAllConnections();
});

async function listening(server: Server): Promise<number> {
  others.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

import { afterEach, describe, expect, test } from "vitest";
import {
  KraftClient,
  newIdempotencyKey,
  OutcomeUnknownError,
  RefusedError,
  StrangerError,
  UnavailableError,
} from "../../../src/client/index.ts";
import {
  type Behaviour,
  type FakeApi,
  hangsUp,
  inTurn,
  redirectsTo,
  refuses,
  says,
  startFakeApi,
  staysSilent,
} from "./fake-api.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function serve(behaviour: Behaviour): Promise<FakeApi> {
  const api = await startFakeApi(behaviour);
  open.push(api);
  return api;
}

function clientOf(apis: readonly FakeApi[], options: { timeoutMs?: number; attemptTimeoutMs?: number } = {}) {
  const client = new KraftClient({ endpoints: apis.map(({ endpoint }) => endpoint), ...options });
  open.push(client);
  return client;
}

const WRITTEN = { key: "a", value: "1", previous: null, index: 7 };
const writes = says(200, WRITTEN);

describe("what a client says and hears", () => {
  test("puts, reads, appends, compares and deletes as the API has it", async () => {
    const api = await serve((heard, response) => {
      if (heard.method === "GET") says(200, { key: "a", value: "1", index: 3 })(heard, response);
      else says(200, { ...WRITTEN, previous: "0", changed: true })(heard, response);
    });
    const client = clientOf([api]);
    expect(await client.get("a/b ?")).toEqual({ key: "a", value: "1", index: 3 });
    await client.get("a", { consistency: "stale", maxStalenessMs: 50 });
    expect(await client.put("a", "1")).toEqual({ previous: "0", done: true, changed: true, index: 7 });
    await client.append("a", "2");
    await client.compareAndSet("a", null, "3");
    await client.delete("a");
    await client.delete("a", "x&y");
    expect(api.heard.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["GET", "/kv/a%2Fb%20%3F", undefined],
      ["GET", "/kv/a?consistency=stale&max_staleness_ms=50", undefined],
      ["PUT", "/kv/a", { value: "1" }],
      ["POST", "/kv/a", { append: "2" }],
      ["POST", "/kv/a", { expected: null, value: "3" }],
      ["DELETE", "/kv/a", undefined],
      ["DELETE", "/kv/a?expected=x%26y", undefined],
    ]);
  });

  test("a key that is not there is an answer", async () => {
    expect(await clientOf([await serve(refuses(404, "key-not-found"))]).get("a")).toBeUndefined();
  });

  test("a comparison that fails is an answer", async () => {
    const client = clientOf([await serve(refuses(409, "compare-failed", { previous: "2" }))]);
    expect(await client.compareAndSet("a", "1", "3")).toEqual({
      previous: "2",
      done: false,
      changed: false,
      index: 0,
    });
  });

  test("what was done and left the key as it was is done all the same", async () => {
    const client = clientOf([await serve(says(200, { ...WRITTEN, previous: "1", changed: false }))]);
    expect(await client.compareAndSet("a", "1", "1")).toEqual({ previous: "1", done: true, changed: false, index: 7 });
  });

  test("what is refused is told with its code, and is not asked again", async () => {
    const api = await serve(refuses(413, "value-too-large"));
    const error = await clientOf([api])
      .put("a", "1")
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ status: 413, code: "value-too-large", message: "a sentence about value-too-large" });
    expect(api.heard).toHaveLength(1);
  });

  test("a session numbers its writes", async () => {
    const api = await serve(inTurn(says(200, { client: 4, session: 9 }), writes));
    const client = clientOf([api]);
    const session = await client.openSession();
    await client.put("a", "1", session.next());
    await client.put("a", "2", session.next());
    const numbers = api.heard.slice(1).map(({ headers }) => headers["kraft-sequence"]);
    expect(numbers).toEqual(["1", "2"]);
    expect(api.heard[2]!.headers).toMatchObject({ "kraft-client": "4", "kraft-session": "9" });
  });

  test("who answers otherwise is a stranger", async () => {
    const page = await serve((_, response) => void response.writeHead(404).end("<html>"));
    await expect(clientOf([page]).get("a")).rejects.toThrow(StrangerError);
    const status = clientOf([await serve(says(200, { id: 1 }))]);
    await expect(status.viewOf((await serve(says(200, {}))).endpoint, 1000)).rejects.toThrow(StrangerError);
  });
});

describe("the way to the leader", () => {
  test("is found by redirect, and remembered", async () => {
    const leader = await serve(writes);
    const follower = await serve(redirectsTo(leader));
    const client = clientOf([follower]);
    await client.put("a", "1");
    await client.put("a", "2");
    expect(leader.heard.map(({ method, body }) => [method, body])).toEqual([
      ["PUT", { value: "1" }],
      ["PUT", { value: "2" }],
    ]);
    expect(follower.heard).toHaveLength(1);
  });

  test("is found again when the leader is gone", async () => {
    const second = await serve(writes);
    const first = await serve(writes);
    const follower = await serve(inTurn(redirectsTo(first), redirectsTo(first), redirectsTo(second)));
    const client = clientOf([follower]);
    await client.put("a", "1");
    await first.close();
    await client.put("a", "2", newIdempotencyKey());
    expect(second.heard.map(({ body }) => body)).toEqual([{ value: "2" }]);
  });

  test("goes past servers that do not listen, for any write: they never saw it", async () => {
    const gone = await serve(writes);
    await gone.close();
    const leader = await serve(writes);
    await clientOf([gone, leader]).put("a", "1");
    expect(leader.heard).toHaveLength(1);
  });

  test("goes past a server that is silent, where that is safe", async () => {
    const paused = await serve(staysSilent);
    const leader = await serve(writes);
    await clientOf([paused, leader], { attemptTimeoutMs: 500 }).put("a", "1", newIdempotencyKey());
    expect(leader.heard).toHaveLength(1);
    await expect(clientOf([paused, leader], { timeoutMs: 500 }).put("a", "1")).rejects.toThrow(OutcomeUnknownError);
    expect(leader.heard).toHaveLength(1);
  });

  test("is waited for while there is none", async () => {
    const none = refuses(503, "no-leader", {}, { "retry-after": "1" });
    const api = await serve(inTurn(none, none, none, writes));
    await clientOf([api]).put("a", "1");
    expect(api.heard).toHaveLength(4);
  });

  test("is waited for no longer than told", async () => {
    const client = clientOf([await serve(refuses(503, "no-leader"))], { timeoutMs: 1_000 });
    const error = await client.put("a", "1").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(String(error)).toMatch(
      /nothing was done: 127.0.0.1:\d+: a sentence about no-leader; gave up after 1000 ms$/,
    );
  });

  test("a redirect in a circle ends too", async () => {
    const one = await serve(writes);
    const other = await serve(redirectsTo(one));
    one.behaviour = redirectsTo(other);
    await expect(clientOf([one], { timeoutMs: 1_000 }).put("a", "1")).rejects.toThrow(UnavailableError);
  });

  test("an overloaded server is left alone as long as it asks", async () => {
    const api = await serve(refuses(503, "overloaded", {}, { "retry-after": "60" }));
    await expect(clientOf([api], { timeoutMs: 1_000 }).put("a", "1")).rejects.toThrow(UnavailableError);
    expect(api.heard).toHaveLength(1);
  });
});

describe("what became of a write that was not answered", () => {
  test.each([
    ["the connection ends", hangsUp],
    ["the server does not know", refuses(504, "outcome-unknown")],
    ["the server fails", refuses(500, "internal")],
  ])("is unknown without an identity: %s", async (_, behaviour) => {
    const api = await serve(inTurn(behaviour, writes));
    await expect(clientOf([api]).put("a", "1")).rejects.toThrow(OutcomeUnknownError);
    expect(api.heard).toHaveLength(1);
  });

  test.each([
    ["the connection ends", hangsUp],
    ["the server does not know", refuses(504, "outcome-unknown")],
  ])("is found out with one, by the same request again: %s", async (_, behaviour) => {
    const api = await serve(inTurn(behaviour, writes));
    expect(await clientOf([api]).put("a", "1", newIdempotencyKey())).toMatchObject({ index: 7 });
    const [first, second] = api.heard;
    expect(first!.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second!.headers["idempotency-key"]).toBe(first!.headers["idempotency-key"]);
    expect(second!.body).toEqual(first!.body);
  });

  test("stays unknown when time runs out", async () => {
    const api = await serve(inTurn(hangsUp, refuses(503, "no-leader")));
    const client = clientOf([api], { timeoutMs: 100 });
    await expect(client.put("a", "1", newIdempotencyKey())).rejects.toThrow(OutcomeUnknownError);
  });

  test("stays unknown when the session has expired meanwhile", async () => {
    const identity = { kind: "session", client: 1, session: 2, sequence: 3 } as const;
    const expired = refuses(410, "session-expired");
    const api = await serve(inTurn(hangsUp, expired));
    await expect(clientOf([api]).put("a", "1", identity)).rejects.toThrow(OutcomeUnknownError);
    await expect(clientOf([api]).put("a", "1", identity)).rejects.toThrow(RefusedError);
  });

  test("does not matter for a read", async () => {
    const api = await serve(inTurn(hangsUp, refuses(504, "timed-out"), says(200, { value: "1", index: 1 })));
    expect(await clientOf([api]).get("a")).toMatchObject({ value: "1" });
  });
});

test("a client that is closed gives up what it waits for", async () => {
  const client = clientOf([await serve(staysSilent)]);
  const [read, write] = [client.get("a"), client.put("a", "1")];
  const ends = [expect(read).rejects.toThrow(UnavailableError), expect(write).rejects.toThrow(OutcomeUnknownError)];
  setTimeout(() => client.close(), 50);
  await Promise.all(ends);
});

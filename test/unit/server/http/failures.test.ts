import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../../src/server/http/index.ts";
import type { WriteOutcome } from "../../../../src/server/node/node.ts";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

const LIMITS = { ...DEFAULT_LIMITS, maxKeyBytes: 8, maxValueBytes: 16, maxInFlight: 2 };
const JSON_TYPE = { "content-type": "application/json" };

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start(new FakeNode(), { limits: LIMITS, maxBodyBytes: 200 });
});
afterEach(() => {
  api.node.writeOutcome = undefined;
  api.node.readOutcome = undefined;
});
afterAll(() => api.close());

const put = (url: string, body: unknown) => api.ask("PUT", url, { body });

test.each([
  ["no value", {}, "body.value", 'The body lacks "value".'],
  ["a number", { value: 1 }, "body.value", '"value" in the body must be text.'],
  ["an unknown property", { value: "", ttl: 1 }, "body.ttl", 'The body has "ttl", which is not known here.'],
  ["a list", [], "body", "The body must be an object."],
  ["__proto__", JSON.parse('{"value":"","__proto__":{}}'), "body.__proto__", /__proto__/],
])("PUT of %s is refused with the field", async (_name, body, field, message) => {
  const answer = await put("/kv/a", body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toMatchObject({ code: "invalid-request", field });
  expect(answer.body.error.message).toMatch(message);
});

test.each([
  [{ expected: "a" }, /either .*expected.* or .*append/],
  [{ value: "a" }, /either .*expected.* or .*append/],
  [{ append: "a", value: "b" }, /either .*expected.* or .*append/],
  [{ append: 5 }, /"append" in the body must be text/],
  [{ expected: 5, value: "a" }, /"expected" in the body must be text or null/],
])("POST of %j is refused with what is allowed", async (body, message) => {
  const answer = await api.ask("POST", "/kv/a", { body });
  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toMatch(message);
});

test.each([
  ["/kv/a?consistency=strong", "query.consistency", /linearizable, lease, stale/],
  ["/kv/a?consistancy=stale", "query.consistancy", /not known here/],
  ["/kv/a?consistency=stale&max_staleness_ms=1.5", "query.max_staleness_ms", /whole number/],
  ["/kv/a?max_staleness_ms=5", "query.max_staleness_ms", /consistency=stale/],
  ["/kv/a?forward=true", "query.forward", /not known here/],
])("GET %s is refused with the field", async (url, field, message) => {
  const { status, body } = await api.ask("GET", url);
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ code: "invalid-request", field });
  expect(body.error.message).toMatch(message);
});

test("what a parameter of a write may be is told", async () => {
  const { status, body } = await api.ask("PUT", "/kv/a?forward=yes", { body: { value: "" } });
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ field: "query.forward", message: expect.stringMatching(/true, false/) });
});

test.each([
  ["DELETE", "/kv/a"],
  ["POST", "/client/session"],
  ["POST", "/admin/snapshot"],
  ["POST", "/admin/reload"],
  ["POST", "/admin/nodes/3/promote"],
])("a body that %s %s has no use for is refused, unless it says nothing", async (method, url) => {
  for (const body of [{ x: 1 }, [], "text"]) {
    const answer = await api.ask(method, url, { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid-request", field: "body" } } });
  }
  expect((await api.ask(method, url, { body: {} })).body.error?.field).toBeUndefined();
});

test("a stray body does not hide that there is no such route", async () => {
  expect(await api.ask("POST", "/nowhere", { body: { x: 1 } })).toMatchObject({ status: 404 });
});

test.each([
  ["GET", "/kv/%00server", undefined],
  ["PUT", "/kv/%00server", { value: "1" }],
  ["POST", "/kv/%00server", { append: "1" }],
  ["DELETE", "/kv/%00server", undefined],
  ["DELETE", "/kv/%00server?expected=a", undefined],
])("the cluster's own keys are nobody else's: %s %s", async (method, url, body) => {
  const writes = api.node.writes.length;
  const answer = await api.ask(method, url, body === undefined ? {} : { body });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid-key", field: "params.key" } } });
  expect(api.node.writes).toHaveLength(writes);
});

test("a body that is no JSON is refused", async () => {
  const broken = await api.ask("PUT", "/kv/a", { raw: '{"value":', headers: JSON_TYPE });
  expect(broken).toMatchObject({ status: 400, body: { error: { code: "invalid-json" } } });
  const noUtf8 = await api.ask("PUT", "/kv/a", { raw: Buffer.from('{"value":"\xff"}', "latin1"), headers: JSON_TYPE });
  expect(noUtf8).toMatchObject({ status: 400, body: { error: { code: "invalid-json" } } });
  const none = await api.ask("PUT", "/kv/a", { headers: JSON_TYPE });
  expect(none).toMatchObject({ status: 400, body: { error: { code: "invalid-request", field: "body" } } });
});

test("a body of another type is refused, with the type that is wanted", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const { status, body } = await api.ask("PUT", "/kv/a", { raw: '{"value":"1"}', headers });
  expect(status).toBe(415);
  expect(body.error.message).toContain("application/json");
});

test("where no body is wanted, an empty one may be of any type: some clients always name one", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": "0" };
  expect((await api.ask("POST", "/client/session", { raw: "", headers })).status).toBe(200);
});

test("what is too large is refused: the body, the value, the key", async () => {
  const body = await put("/kv/a", { value: "x".repeat(200) });
  expect(body).toMatchObject({ status: 413, body: { error: { code: "body-too-large" } } });
  const value = await put("/kv/a", { value: "ä".repeat(9) });
  expect(value).toMatchObject({ status: 413, body: { error: { code: "value-too-large", field: "body.value" } } });
  expect(value.body.error.message).toContain("18 bytes");
  expect((await put("/kv/a", { value: "ä".repeat(8) })).status).toBe(200);
  const key = await put(`/kv/${encodeURIComponent("ä".repeat(5))}`, { value: "" });
  expect(key).toMatchObject({ status: 400, body: { error: { code: "invalid-key", field: "params.key" } } });
  const long = await put(`/kv/${"k".repeat(5_000)}`, { value: "" });
  expect(long).toMatchObject({ status: 400, body: { error: { code: "invalid-key" } } });
});

test("keys that are empty, or the cluster's own, are refused", async () => {
  expect(await put("/kv/", { value: "" })).toMatchObject({ status: 400, body: { error: { code: "invalid-key" } } });
  const own = await put("/kv/%00serv", { value: "" });
  expect(own).toMatchObject({ status: 400, body: { error: { code: "invalid-key" } } });
  expect((await api.ask("GET", "/kv/%00serv")).status).toBe(400);
});

test("half a surrogate pair is no value", async () => {
  const answer = await api.ask("PUT", "/kv/a", { raw: '{"value":"\\ud800"}', headers: JSON_TYPE });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid-value", field: "body.value" } } });
});

test.each(["/kv/%ff", "/kv/%zz"])("the URL %s is refused as no UTF-8", async (url) => {
  const { status, body } = await api.ask("GET", url);
  expect(status).toBe(400);
  expect(body.error.code).toBe("invalid-url");
});

test("what is not there is 404, and what cannot be done there 405 with what can", async () => {
  const nothing = await api.ask("GET", "/nothing?x=1");
  expect(nothing).toMatchObject({ status: 404, body: { error: { code: "no-such-route" } } });
  const wrong = await api.ask("PATCH", "/kv/a");
  expect(wrong).toMatchObject({ status: 405, body: { error: { code: "method-not-allowed" } } });
  expect(wrong.headers.get("allow")).toBe("DELETE, GET, HEAD, POST, PUT");
});

test("session headers belong together, and not with an idempotency key", async () => {
  const value = { body: { value: "" } };
  const part = await api.ask("PUT", "/kv/a", { ...value, headers: { "kraft-client": "1", "kraft-session": "1" } });
  expect(part).toMatchObject({ status: 400, body: { error: { field: "headers.kraft-sequence" } } });
  const session = { "kraft-client": "1", "kraft-session": "1", "kraft-sequence": "1" };
  const both = await api.ask("PUT", "/kv/a", { ...value, headers: { ...session, "idempotency-key": "k" } });
  expect(both).toMatchObject({ status: 400, body: { error: { field: "headers.idempotency-key" } } });
  const long = await api.ask("PUT", "/kv/a", { ...value, headers: { "idempotency-key": "k".repeat(256) } });
  expect(long).toMatchObject({ status: 400, body: { error: { field: "headers.idempotency-key" } } });
  const none = await api.ask("PUT", "/kv/a", { ...value, headers: { ...session, "kraft-sequence": "0" } });
  expect(none).toMatchObject({ status: 400, body: { error: { field: "headers.kraft-sequence" } } });
  const wrong = await api.ask("PUT", "/kv/a", { ...value, headers: { ...session, "kraft-sequence": "one" } });
  expect(wrong).toMatchObject({ status: 400, body: { error: { field: "headers.kraft-sequence" } } });
});

test.each<readonly [WriteOutcome, number, string, string | null]>([
  [{ outcome: "refused", reason: "too-much-uncommitted", leader: 1 }, 503, "overloaded", "1"],
  [{ outcome: "refused", reason: "transferring", leader: 1 }, 503, "transferring", "1"],
  [{ outcome: "refused", reason: "stopped", leader: 0 }, 503, "stopped", null],
  [{ outcome: "refused", reason: "proposal-too-large", leader: 1 }, 413, "too-large", null],
  [{ outcome: "refused", reason: "not-leader", leader: 0 }, 503, "no-leader", "1"],
  [{ outcome: "unknown", reason: "leadership-lost", leader: 0 }, 504, "outcome-unknown", null],
  [{ outcome: "unknown", reason: "timed-out", leader: 0 }, 504, "outcome-unknown", null],
])("a write that comes to %j is answered with %i", async (outcome, status, code, retryAfter) => {
  api.node.writeOutcome = outcome;
  for (const answer of [await put("/kv/a", { value: "" }), await api.ask("POST", "/client/session")]) {
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
  }
});

test.each([
  ["no-leader", 503, "no-leader"],
  ["leader-changed", 503, "leader-changed"],
  ["too-many-reads", 503, "overloaded"],
  ["timed-out", 504, "timed-out"],
] as const)("a read that is refused with %s is answered with %i %s", async (reason, status, code) => {
  api.node.readOutcome = { outcome: "refused", reason, leader: 0 };
  expect(await api.ask("GET", "/kv/a")).toMatchObject({ status, body: { error: { code, leader: null } } });
});

test("no more requests wait for the node than are allowed", async () => {
  let resolve: (outcome: WriteOutcome) => void = () => {};
  const promise = new Promise<WriteOutcome>((keep) => {
    resolve = keep;
  });
  api.node.writeOutcome = promise;
  const before = api.node.writes.length;
  const waiting = [put("/kv/a", { value: "" }), put("/kv/a", { value: "" })];
  await expect.poll(() => api.node.writes.length).toBe(before + 2);
  const refused = await put("/kv/a", { value: "" });
  expect(refused).toMatchObject({ status: 503, body: { error: { code: "overloaded" } } });
  expect(refused.headers.get("retry-after")).toBe("1");
  resolve({ outcome: "applied", index: 5, result: { previous: undefined, changed: true } });
  for (const answer of waiting) expect((await answer).status).toBe(200);
  expect((await put("/kv/a", { value: "" })).status).toBe(200);
});

test("what nobody expected is logged, and told without its details", async () => {
  const failing = Promise.reject(new Error("secret"));
  failing.catch(() => {});
  api.node.writeOutcome = failing;
  const { status, body, text } = await put("/kv/a", { value: "" });
  expect(status).toBe(500);
  expect(body.error.code).toBe("internal");
  expect(text).not.toContain("secret");
  expect(api.failures.map(({ message }) => message)).toEqual(["secret"]);
});

test.each([
  ["what is no HTTP", "nonsense\r\n\r\n", "400 Bad Request"],
  ["a head that is too large", `GET /${"x".repeat(20_000)} HTTP/1.1\r\n\r\n`, "431 "],
])("%s is answered in the same form", async (_name, text, status) => {
  const answer = await new Promise<string>((resolve, reject) => {
    let received = "";
    const socket = connect(api.port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (piece) => {
      received += piece;
    });
    socket.on("close", () => resolve(received)).on("error", reject);
  });
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
  const { error } = JSON.parse(answer.split("\r\n\r\n")[1]!);
  expect(error).toMatchObject({ code: "malformed-http", leader: null });
});

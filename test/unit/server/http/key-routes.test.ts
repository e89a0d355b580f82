import { afterAll, beforeAll, expect, test } from "vitest";
import { createOneShot, MAX_VALUE_LENGTH } from "../../../../src/machine/index.ts";
import { RunningApi } from "./running-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(() => api.close());

test("what is put is got, with the index of it", async () => {
  const put = await api.ask("PUT", "/kv/a", { body: { value: "1" } });
  expect(put).toMatchObject({ status: 200, body: { key: "a", value: "1", previous: null } });
  const again = await api.ask("PUT", "/kv/a", { body: { value: "2" } });
  expect(again.body).toMatchObject({ previous: "1", index: put.body.index + 1 });
  const got = await api.ask("GET", "/kv/a");
  expect(got).toMatchObject({ status: 200, body: { key: "a", value: "2", index: again.body.index } });
});

test("a key that is absent is 404, with a sentence", async () => {
  const { status, body } = await api.ask("GET", "/kv/nothing");
  expect(status).toBe(404);
  expect(body.error).toMatchObject({ code: "key-not-found", leader: { id: 1, api: null } });
  expect(body.error.message).toMatch(/^[A-Z].*\.$/);
});

test.each([
  ["a/b", "with a slash"],
  ["a b?c#d%", "with what URLs mean something by"],
  ["ключ-鍵-🔑", "of any letters"],
  ["\n\t", "of control characters"],
])("a key %j %s is kept as it is", async (key) => {
  const url = `/kv/${encodeURIComponent(key)}`;
  expect((await api.ask("PUT", url, { body: { value: "v 🔑" } })).body).toMatchObject({ key, value: "v 🔑" });
  expect((await api.ask("GET", url)).body).toMatchObject({ key, value: "v 🔑" });
});

test("compare-and-set changes the key only if it holds what is expected", async () => {
  const absent = await api.ask("POST", "/kv/cas", { body: { expected: null, value: "1" } });
  expect(absent).toMatchObject({ status: 200, body: { key: "cas", value: "1", previous: null, changed: true } });
  const set = await api.ask("POST", "/kv/cas", { body: { expected: "1", value: "2" } });
  expect(set).toMatchObject({ status: 200, body: { previous: "1", changed: true } });
  const failed = await api.ask("POST", "/kv/cas", { body: { expected: "1", value: "3" } });
  expect(failed).toMatchObject({ status: 409, body: { error: { code: "compare-failed", previous: "2" } } });
  const notAbsent = await api.ask("POST", "/kv/cas", { body: { expected: null, value: "3" } });
  expect(notAbsent).toMatchObject({ status: 409, body: { error: { previous: "2" } } });
  expect((await api.ask("GET", "/kv/cas")).body.value).toBe("2");
});

test("comparing with what is absent tells so", async () => {
  const { status, body } = await api.ask("POST", "/kv/absent", { body: { expected: "x", value: "y" } });
  expect(status).toBe(409);
  expect(body.error.previous).toBeNull();
});

test("setting a key to what it holds is no failure, and changes nothing", async () => {
  await api.ask("PUT", "/kv/same", { body: { value: "1" } });
  const same = await api.ask("POST", "/kv/same", { body: { expected: "1", value: "1" } });
  expect(same).toMatchObject({ status: 200, body: { previous: "1", changed: false } });
});

test("append goes behind what is there", async () => {
  await api.ask("POST", "/kv/log", { body: { append: "a" } });
  const second = await api.ask("POST", "/kv/log", { body: { append: "b" } });
  expect(second).toMatchObject({ status: 200, body: { key: "log", previous: "a", changed: true } });
  expect((await api.ask("GET", "/kv/log")).body.value).toBe("ab");
});

test("an append that makes a value too long is refused, again and again, and the key can be written on", async () => {
  const value = "x".repeat(MAX_VALUE_LENGTH);
  await api.node.write(createOneShot({ kind: "put", key: "full", value }));
  const headers = { "idempotency-key": "full" };
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { status, body } = await api.ask("POST", "/kv/full", { body: { append: "y" }, headers });
    expect(status).toBe(413);
    expect(body.error).toMatchObject({ code: "value-too-large", index: expect.any(Number) });
    expect(body.error.message).toContain("nothing was changed");
    expect(body.error.previous).toBe(undefined);
  }
  expect((await api.ask("DELETE", "/kv/full")).body.changed).toBe(true);
  expect((await api.ask("POST", "/kv/full", { body: { append: "y" } })).body.changed).toBe(true);
});

test("delete removes, whatever is there or only what is expected", async () => {
  await api.ask("PUT", "/kv/gone", { body: { value: "1" } });
  const failed = await api.ask("DELETE", "/kv/gone?expected=2");
  expect(failed).toMatchObject({ status: 409, body: { error: { code: "compare-failed", previous: "1" } } });
  const gone = await api.ask("DELETE", "/kv/gone?expected=1");
  expect(gone).toMatchObject({ status: 200, body: { key: "gone", previous: "1", changed: true } });
  const again = await api.ask("DELETE", "/kv/gone");
  expect(again).toMatchObject({ status: 200, body: { previous: null, changed: false } });
  expect((await api.ask("GET", "/kv/gone")).status).toBe(404);
});

test("some clients name the type of a body that they do not send", async () => {
  const headers = { "content-type": "application/json" };
  expect((await api.ask("DELETE", "/kv/untyped", { headers })).status).toBe(200);
  expect((await api.ask("POST", "/client/session", { headers })).status).toBe(200);
});

test("delete can expect the empty value", async () => {
  await api.ask("PUT", "/kv/empty", { body: { value: "x" } });
  expect((await api.ask("DELETE", "/kv/empty?expected=")).status).toBe(409);
  await api.ask("PUT", "/kv/empty", { body: { value: "" } });
  expect((await api.ask("DELETE", "/kv/empty?expected=")).status).toBe(200);
});

test("reads are linearizable unless something else is asked for", async () => {
  api.node.reads.length = 0;
  await api.ask("GET", "/kv/a");
  await api.ask("GET", "/kv/a?consistency=lease");
  await api.ask("GET", "/kv/a?consistency=stale");
  await api.ask("GET", "/kv/a?consistency=stale&max_staleness_ms=250");
  expect(api.node.reads).toEqual([
    ["linearizable", 0],
    ["lease", 0],
    ["stale", Number.MAX_SAFE_INTEGER],
    ["stale", 250_000],
  ]);
});

test("a session has each command carried out once", async () => {
  const { body: session } = await api.ask("POST", "/client/session");
  const headers = (sequence: number) => ({
    "kraft-client": String(session.client),
    "kraft-session": String(session.session),
    "kraft-sequence": String(sequence),
  });
  const first = await api.ask("POST", "/kv/s", { body: { append: "x" }, headers: headers(1) });
  const retry = await api.ask("POST", "/kv/s", { body: { append: "x" }, headers: headers(1) });
  expect(retry.body).toEqual(first.body);
  await api.ask("POST", "/kv/s", { body: { append: "y" }, headers: headers(2) });
  expect((await api.ask("GET", "/kv/s")).body.value).toBe("xy");
  const other = await api.ask("PUT", "/kv/s", { body: { value: "z" }, headers: headers(1) });
  expect(other).toMatchObject({ status: 422, body: { error: { code: "sequence-reused" } } });
});

test("a session that is not known is over", async () => {
  const headers = { "kraft-client": "1", "kraft-session": "999999", "kraft-sequence": "1" };
  const { status, body } = await api.ask("PUT", "/kv/s", { body: { value: "x" }, headers });
  expect(status).toBe(410);
  expect(body.error.code).toBe("session-expired");
});

test("an idempotency key has a command carried out once, and no other command under it", async () => {
  const headers = { "idempotency-key": "order 66" };
  const first = await api.ask("POST", "/kv/i", { body: { append: "x" }, headers });
  const retry = await api.ask("POST", "/kv/i", { body: { append: "x" }, headers });
  expect(retry.body).toEqual(first.body);
  expect((await api.ask("GET", "/kv/i")).body.value).toBe("x");
  const other = await api.ask("POST", "/kv/i", { body: { append: "y" }, headers });
  expect(other).toMatchObject({ status: 422, body: { error: { code: "idempotency-key-reused" } } });
});

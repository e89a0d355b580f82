import { expect, test } from "vitest";
import { PROBLEM_CODES } from "../../../../src/server/http/problem.ts";
import { Documented } from "./documented.ts";
import { RunningApi } from "./running-api.ts";

test("the document is valid, and describes every route but itself", async () => {
  const api = await RunningApi.start();
  const { status, text, body } = await api.ask("GET", "/openapi.json");
  await api.close();
  expect(status).toBe(200);
  await Documented.of(text);
  const routes = Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.keys(operations as object).map((method) => `${method} ${path}`),
  );
  expect(routes.sort()).toEqual(
    [
      "get /kv/{key}",
      "put /kv/{key}",
      "post /kv/{key}",
      "delete /kv/{key}",
      "get /client/status",
      "get /client/leader",
      "post /client/session",
      "get /admin/status",
      "get /admin/nodes",
      "post /admin/nodes",
      "delete /admin/nodes/{id}",
      "post /admin/nodes/{id}/promote",
      "post /admin/transfer",
      "post /admin/snapshot",
      "post /admin/reload",
      "get /health/live",
      "get /health/ready",
      "get /metrics",
    ].sort(),
  );
  const { parameters } = body.paths["/kv/{key}"].put;
  expect(parameters.map((parameter: { name: string }) => parameter.name)).toContain("idempotency-key");
  const { requestBody, responses } = body.paths["/admin/transfer"].post;
  expect(requestBody.required).toBe(false);
  expect(body.paths["/kv/{key}"].put.requestBody.required).toBe(true);
  expect(Object.keys(responses[307].headers)).toEqual(["location"]);
  expect(Object.keys(responses[503].headers)).toEqual(["retry-after"]);
  expect(body.info.description).toContain("HEAD");
  expect(body.info.version).toBe("1.2.3");
  expect(body.components.schemas.Error.properties.error.properties.code.enum).toEqual([...PROBLEM_CODES]);
});

test("an answer that is not as documented is found out", async () => {
  const api = await RunningApi.start();
  const documented = await Documented.of((await api.ask("GET", "/openapi.json")).text);
  await api.close();
  const json = "application/json; charset=utf-8";
  const good = { key: "a", value: "b", index: 1 };
  const check = (status: number, body: object, type: string | null = json) =>
    documented.complaints("GET", "/kv/a", status, type, JSON.stringify(body));
  expect(check(200, good)).toEqual([]);
  expect(check(200, { ...good, index: "1" })).toHaveLength(1);
  expect(check(200, { key: "a", value: "b" })).toHaveLength(1);
  expect(check(200, { ...good, more: 1 })).toHaveLength(1);
  expect(check(418, good)).toHaveLength(1);
  expect(check(200, good, "text/plain")).toHaveLength(1);
  expect(check(404, { error: { code: "key-not-found", message: "No.", leader: null } })).toEqual([]);
  expect(check(404, { error: { code: "key-not-found", message: "No." } })).toHaveLength(1);
  expect(check(404, { error: { code: "no-such-code", message: "No.", leader: null } })).toHaveLength(1);
});

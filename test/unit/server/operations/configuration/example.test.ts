import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { DEFAULT_LIMITS } from "../../../../../src/server/http/index.ts";
import { configuredOptions } from "../../../../../src/server/main/configured-options.ts";
import { nodeOptions } from "../../../../../src/server/main/node-options.ts";
import { parseConfiguration, RELOADABLE } from "../../../../../src/server/operations/configuration/index.ts";
import { configurationSchema } from "../../../../../src/server/operations/configuration/schema.ts";

const TEXT = readFileSync("operations/raft.yaml", "utf8");
const EXAMPLE = parseConfiguration(TEXT, "raft.yaml");

/** "raft.lease", of a schema or of a value. */
function namesOf(shape: object, prefix = ""): string[] {
  return Object.entries(shape).flatMap(([key, value]) => {
    const inner = value instanceof z.ZodOptional ? value.unwrap() : value;
    const within = inner instanceof z.ZodObject ? inner.shape : inner;
    const isMapping = inner instanceof z.ZodObject || (!(inner instanceof z.ZodType) && typeof inner === "object");
    return isMapping && !Array.isArray(inner) ? namesOf(within, `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}

test("the example says everything that can be said", () => {
  expect(namesOf(EXAMPLE).sort()).toEqual(namesOf(configurationSchema.shape).sort());
});

test("what the example gives as defaults are the defaults", () => {
  const { tls: _tls, ...transport } = EXAMPLE.transport!;
  const { node, limits } = configuredOptions({ ...EXAMPLE, transport }, {}, "");
  const required = { id: node.id, dataDirectory: node.dataDirectory, address: node.address, peers: node.peers };
  expect(node).toEqual({ ...nodeOptions(required), transportListen: "0.0.0.0:8001" });
  expect(limits).toEqual(DEFAULT_LIMITS);
  const plain = configuredOptions({}, { id: 1, dataDirectory: "d" }, "");
  expect(plain).toMatchObject({ hasMetrics: EXAMPLE.metrics!.enabled, logLevel: EXAMPLE.log!.level });
});

test("what the example says reloads does, and nothing else", () => {
  let section = "";
  const marked = TEXT.split("\n").flatMap((line) => {
    section = /^(\w+):/.exec(line)?.[1] ?? section;
    const name = /^ {2}(\w+):.*# \[reloads\]/.exec(line)?.[1];
    return name === undefined ? [] : [`${section}.${name}`];
  });
  expect(marked.sort()).toEqual([...RELOADABLE].sort());
});

import { expect, test } from "vitest";
import { DEFAULT_SESSION_LIMITS } from "../../../../src/machine/index.ts";
import { assertOptions } from "../../../../src/raft/options.ts";
import { coreOptions } from "../../../../src/server/main/core-options.ts";
import { DEFAULT_OPTIONS, type NodeOptions, nodeOptions } from "../../../../src/server/main/node-options.ts";

const REQUIRED = { id: 1, dataDirectory: "d1", address: { transport: "a:1", api: "a:2" }, peers: new Map() };

test.each<Partial<NodeOptions>>([{}, { electionTimeoutMs: 20 }, { electionTimeoutMs: 5_000 }])(
  "the core takes the options with %j",
  (said) => {
    const options = nodeOptions({ ...REQUIRED, ...said });
    assertOptions(coreOptions(options, [1], 7));
    expect(options.heartbeatIntervalMs * 5).toBeLessThanOrEqual(options.electionTimeoutMs);
    expect(options.leaseMs).toBeLessThan(options.electionTimeoutMs);
  },
);

test("what is said stands", () => {
  const said = { electionTimeoutMs: 400, heartbeatIntervalMs: 10, leaseMs: 0, cluster: "c" };
  expect(nodeOptions({ ...REQUIRED, ...said })).toMatchObject(said);
});

test.each<[Partial<NodeOptions>, string]>([
  [{ heartbeatIntervalMs: 300 }, "heartbeatIntervalMs 300 must be below electionTimeoutMs 300"],
  [{ electionTimeoutMs: 100, leaseMs: 200 }, "leaseMs 200 must be below electionTimeoutMs 100"],
  [{ maxUncommittedBytes: 2 ** 25 }, "maxUncommittedBytes 33554432 must be 65536 below maxFrameBytes 33554432"],
])("contradictions are refused in one line: %j", (said, line) => {
  expect(() => nodeOptions({ ...REQUIRED, ...said })).toThrow(line);
});

test("the answers that sessions remember are bounded on a server, whatever they hold", () => {
  expect(DEFAULT_OPTIONS.sessions).toEqual({ ...DEFAULT_SESSION_LIMITS, maxBytes: 67_108_864 });
});

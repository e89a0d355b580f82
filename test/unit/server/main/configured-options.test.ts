import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../../src/server/http/index.ts";
import { configuredOptions } from "../../../../src/server/main/configured-options.ts";
import { DEFAULT_OPTIONS } from "../../../../src/server/main/node-options.ts";
import { type Configuration, ConfigurationError } from "../../../../src/server/operations/configuration/index.ts";

const FILE: Configuration = {
  cluster: {
    id: 1,
    nodes: [
      { id: 1, transport: "10.0.0.1:7001", api: "10.0.0.1:7101" },
      { id: 2, transport: "10.0.0.2:7001", api: "10.0.0.2:7101" },
      { id: 3, transport: "10.0.0.3:7001" },
    ],
  },
  storage: { data_dir: "/data" },
};

test("flags alone are enough, and the rest are defaults", () => {
  const options = configuredOptions({}, { id: 4, dataDirectory: "d" }, "1.2.3");
  expect(options).toEqual({
    node: {
      ...DEFAULT_OPTIONS,
      heartbeatIntervalMs: 60,
      leaseMs: 200,
      id: 4,
      dataDirectory: "d",
      address: { transport: "127.0.0.1:8001", api: "127.0.0.1:9001" },
      peers: new Map(),
    },
    apiHost: "127.0.0.1",
    apiPort: 9_001,
    limits: DEFAULT_LIMITS,
    hasMetrics: true,
    tracing: undefined,
    logLevel: "info",
    version: "1.2.3",
  });
});

test("a file alone is enough, too", () => {
  const { node, apiHost, apiPort } = configuredOptions(FILE, {}, "");
  expect(node.id).toBe(1);
  expect(node.dataDirectory).toBe("/data");
  expect(node.address).toEqual({ transport: "10.0.0.1:7001", api: "10.0.0.1:7101" });
  expect([...node.peers]).toEqual([
    [2, { transport: "10.0.0.2:7001", api: "10.0.0.2:7101" }],
    [3, { transport: "10.0.0.3:7001", api: "" }],
  ]);
  expect([apiHost, apiPort]).toEqual(["10.0.0.1", 7_101]);
});

test("what was typed wins over the file", () => {
  const peers = new Map([[9, { transport: "h:1", api: "" }]]);
  const typed = { id: 2, dataDirectory: "elsewhere", host: "::1", transportPort: 5, apiPort: 6, peers, joins: true };
  const { node, apiHost, apiPort } = configuredOptions({ ...FILE, transport: { listen: "0.0.0.0:1" } }, typed, "");
  expect(node).toMatchObject({ id: 2, dataDirectory: "elsewhere", peers, joins: true, transportListen: undefined });
  expect(node.address).toEqual({ transport: "[::1]:5", api: "[::1]:6" });
  expect([apiHost, apiPort]).toEqual(["::1", 6]);
});

test("a server can listen elsewhere than others are told", () => {
  const file: Configuration = { ...FILE, transport: { listen: "0.0.0.0:1" }, api: { host: "0.0.0.0", http_port: 2 } };
  const { node, apiHost, apiPort } = configuredOptions(file, {}, "");
  expect(node).toMatchObject({ transportListen: "0.0.0.0:1", address: { api: "10.0.0.1:7101" } });
  expect([apiHost, apiPort]).toEqual(["0.0.0.0", 2]);
});

test("flags, too, can say that it listens elsewhere", () => {
  const typed = { id: 4, dataDirectory: "d", host: "node-4", listenHost: "0.0.0.0", apiPort: 7 };
  const { node, apiHost, apiPort } = configuredOptions({}, typed, "");
  expect(node.address).toEqual({ transport: "node-4:8001", api: "node-4:7" });
  expect(node.transportListen).toBe("0.0.0.0:8001");
  expect([apiHost, apiPort]).toEqual(["0.0.0.0", 7]);
  const file: Configuration = { ...FILE, transport: { listen: "10.0.0.9:1" }, api: { host: "10.0.0.9", http_port: 2 } };
  const both = configuredOptions(file, { listenHost: "::" }, "");
  expect(both.node.transportListen).toBe("[::]:1");
  expect([both.apiHost, both.apiPort]).toEqual(["::", 2]);
});

test("every setting reaches what it sets", () => {
  const file: Configuration = {
    cluster: { ...FILE.cluster, name: "shop" },
    storage: { data_dir: "d", segment_size: 1 },
    raft: { election_timeout: 20, heartbeat_interval: 3, lease: 4, max_uncommitted: 5 },
    snapshot: { every_entries: 6, every_bytes: 7, kept_entries: 8 },
    transport: { kind: "grpc" },
    limits: { key_size: 9, value_size: 10, in_flight: 11, request_timeout: 12 },
    metrics: { enabled: false },
    tracing: { endpoint: "http://h/", sample: 13 },
    log: { level: "debug" },
  };
  expect(configuredOptions(file, {}, "")).toMatchObject({
    node: {
      cluster: "shop",
      segmentBytes: 1,
      electionTimeoutMs: 20,
      heartbeatIntervalMs: 3,
      leaseMs: 4,
      maxUncommittedBytes: 5,
      snapshotEntries: 6,
      snapshotBytes: 7,
      keptEntries: 8,
      transport: "grpc",
    },
    limits: { maxKeyBytes: 9, maxValueBytes: 10, maxInFlight: 11, requestTimeoutMs: 12 },
    hasMetrics: false,
    tracing: { endpoint: "http://h/", samplePerMillion: 13 },
    logLevel: "debug",
  });
});

test.each<readonly [string, Configuration, Parameters<typeof configuredOptions>[1], RegExp]>([
  ["no id", {}, { dataDirectory: "d" }, /--id, or cluster.id/],
  ["no directory", {}, { id: 1 }, /--data-dir, or storage.data_dir/],
  ["a stranger", FILE, { id: 7 }, /server 7 is not among those in cluster.nodes/],
  ["itself as a peer", FILE, { peers: new Map([[1, { transport: "h:1", api: "" }]]) }, /server itself/],
  [
    "a host at which nobody is found",
    {},
    { id: 1, dataDirectory: "d", host: "0.0.0.0" },
    /nobody is found at 0.0.0.0:8001: --host .* --listen/,
  ],
  [
    "a peer there",
    FILE,
    { peers: new Map([[2, { transport: "[::]:1", api: "" }]]) },
    /nobody is found at \[::\]:1: --peers/,
  ],
  [
    "a peer's API there",
    FILE,
    { peers: new Map([[2, { transport: "h:1", api: "0.0.0.0:2" }]]) },
    /nobody is found at 0.0.0.0:2/,
  ],
  [
    "one port for two at one host",
    {},
    { id: 1, dataDirectory: "d", listenHost: "::", apiPort: 8_001 },
    /both listen at \[::\]:8001/,
  ],
  ["one port for two", {}, { id: 1, dataDirectory: "d", apiPort: 8_001 }, /cannot both listen at 127.0.0.1:8001/],
  [
    "a certificate that is not there",
    { ...FILE, transport: { tls: { authorities: "/nowhere/ca", certificate: "/nowhere/c", key: "/nowhere/k" } } },
    {},
    /transport.tls: \/nowhere\/ca cannot be read/,
  ],
])("%s is refused", (_name, file, typed, message) => {
  expect(() => configuredOptions(file, typed, "")).toThrow(ConfigurationError);
  expect(() => configuredOptions(file, typed, "")).toThrow(message);
});

test("a server that joins need not be in the file's list", () => {
  expect(configuredOptions({ ...FILE, cluster: { ...FILE.cluster, id: 7, join: true } }, {}, "").node.peers.size).toBe(
    3,
  );
});

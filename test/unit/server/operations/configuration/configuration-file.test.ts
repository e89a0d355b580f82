import { expect, test } from "vitest";
import { ConfigurationError, parseConfiguration } from "../../../../../src/server/operations/configuration/index.ts";

const WHOLE = `
cluster:
  name: shop
  id: 1
  nodes:
    - { id: 1, transport: "10.0.0.1:8001", api: "10.0.0.1:9001" }
    - { id: 2, transport: "10.0.0.2:8001" }
  join: false
raft:
  election_timeout: 150ms
  heartbeat_interval: 0.05s
  lease: 100ms
  max_uncommitted: 31MiB
snapshot:
  every_entries: 1000
  every_bytes: 1.5GiB
  kept_entries: 0
storage:
  data_dir: /var/lib/kraft
  segment_size: 64KiB
  sync_writes: true
transport:
  kind: grpc
  listen: 0.0.0.0:8001
  tls: { authorities: ca.pem, certificate: node.pem, key: node.key }
api: { host: 0.0.0.0, http_port: 9001 }
limits:
  key_size: 512B
  value_size: 2MiB
  in_flight: 10
  request_timeout: 1min
metrics: { enabled: false }
tracing: { endpoint: "http://127.0.0.1:4318/v1/traces", sample: 0.5% }
log: { level: debug }
`;

function problemsOf(text: string): readonly string[] {
  try {
    parseConfiguration(text, "raft.yaml");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

test("everything that can be said is read, in milliseconds, bytes and millionths", () => {
  expect(parseConfiguration(WHOLE, "raft.yaml")).toEqual({
    cluster: {
      name: "shop",
      id: 1,
      nodes: [
        { id: 1, transport: "10.0.0.1:8001", api: "10.0.0.1:9001" },
        { id: 2, transport: "10.0.0.2:8001" },
      ],
      join: false,
    },
    raft: { election_timeout: 150, heartbeat_interval: 50, lease: 100, max_uncommitted: 32_505_856 },
    snapshot: { every_entries: 1_000, every_bytes: 1_610_612_736, kept_entries: 0 },
    storage: { data_dir: "/var/lib/kraft", segment_size: 65_536, sync_writes: true },
    transport: {
      kind: "grpc",
      listen: "0.0.0.0:8001",
      tls: { authorities: "ca.pem", certificate: "node.pem", key: "node.key" },
    },
    api: { host: "0.0.0.0", http_port: 9_001 },
    limits: { key_size: 512, value_size: 2_097_152, in_flight: 10, request_timeout: 60_000 },
    metrics: { enabled: false },
    tracing: { endpoint: "http://127.0.0.1:4318/v1/traces", sample: 5_000 },
    log: { level: "debug" },
  });
});

test.each([
  [
    "raft:\n  election_timeout: 150",
    'raft.yaml:2:3: raft.election_timeout: a duration from 20ms to 1min in whole milliseconds, such as 300ms, not "150"',
  ],
  ["raft:\n  election_timeout: 5ms", /^raft.yaml:2:3: .*not "5ms"$/],
  [
    "raft:\n  election_timout: 150ms",
    /^raft.yaml:2:3: raft.election_timout: there is no key "election_timout" here \(did you mean election_timeout\?\); the keys are/,
  ],
  ["rafts: {}\n", /^raft.yaml:1:1: rafts/],
  ["log:\n  level: inof", /^raft.yaml:2:3: log.level: one of trace, .*did you mean info/],
  [
    "cluster:\n  nodes:\n    - id: 1\n      transport: nowhere",
    /^raft.yaml:4:7: cluster.nodes.0.transport: an address such as/,
  ],
  [
    'cluster:\n  nodes:\n    - { id: 1, transport: "h:1" }\n    - { id: 1, transport: "h:2" }',
    /^raft.yaml:2:3: cluster.nodes: each server has an id of its own/,
  ],
  ["cluster:\n  nodes:\n    - { id: 1 }", /cluster.nodes.0.transport: an address/],
  [
    'cluster:\n  id: 3\n  nodes: [{ id: 1, transport: "h:1" }]',
    /^raft.yaml:2:3: cluster.id: there is no server 3 in cluster.nodes/,
  ],
  [
    "cluster:\n  nodes:\n    - id: 1\n      transport: 0.0.0.0:8001",
    /^raft.yaml:4:7: cluster.nodes.0.transport: the others find nobody there: .* transport.listen and api.host$/,
  ],
  [
    "storage:\n  sync_writes: false",
    /^raft.yaml:2:3: storage.sync_writes: it is always true: .*lose what it acknowledged/,
  ],
  [
    "raft:\n  heartbeat_interval: 200ms",
    /^raft.yaml:2:3: raft.heartbeat_interval: 200ms is more than half of the election timeout, 300ms/,
  ],
  ["raft:\n  lease: 300ms", /^raft.yaml:2:3: raft.lease: .*two leaders/],
  [
    "limits:\n  value_size: 8MiB",
    "raft.yaml:2:3: limits.value_size: two values of 8388608 bytes do not fit into raft.max_uncommitted, 16777216 bytes",
  ],
  ["raft:\n  max_uncommitted: 2MiB", /^raft.yaml:2:3: raft.max_uncommitted: two values of 1048576 bytes do not fit/],
  ["transport:\n  tls: { certificate: a, key: b }", /transport.tls.authorities: it is missing/],
  ["tracing:\n  endpoint: ftp://x", /^raft.yaml:2:3: tracing.endpoint: a URL/],
  ["api:\n  http_port: 70000", /whole number from 1 to 65535, not "70000"/],
  ["metrics:\n  enabled: on", /^raft.yaml:2:3: metrics.enabled: true or false/],
  ["a: [", /^raft.yaml:\d+:\d+: it is not valid YAML/],
  ["", /^raft.yaml:1:1: it says nothing/],
])("%j is refused with its place", (text, expected) => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(expected);
});

test("all that is wrong is told at once, in the order of the file", () => {
  const problems = problemsOf(
    "log:\n  level: loud\nraft:\n  leas: 1ms\n  hartbeat_interval: 1ms\nlimits:\n  in_flight: 0\n",
  );
  expect(problems.map((problem) => problem.split(": ", 2).join(": "))).toEqual([
    "raft.yaml:2:3: log.level",
    "raft.yaml:4:3: raft.leas",
    "raft.yaml:5:3: raft.hartbeat_interval",
    "raft.yaml:7:3: limits.in_flight",
  ]);
  expect(problems[1]).toContain('no key "leas" here (did you mean lease?)');
  expect(problems[2]).toContain('no key "hartbeat_interval" here (did you mean heartbeat_interval?)');
});

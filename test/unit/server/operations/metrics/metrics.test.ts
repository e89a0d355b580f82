import { afterAll, beforeAll, expect, test } from "vitest";
import { Distribution } from "../../../../../src/server/operations/metrics/distribution.ts";
import { Metrics } from "../../../../../src/server/operations/metrics/metrics.ts";
import { FakeNode } from "../../http/fake-node.ts";
import { RunningApi } from "../../http/running-api.ts";
import { samplesOf, sampleValue } from "./scrape.ts";

const metrics = new Metrics();
let api: RunningApi;

beforeAll(async () => {
  const node = new FakeNode();
  metrics.watch(node);
  api = await RunningApi.start(node, {}, { metrics, observe: (app, inFlight) => metrics.http.observe(app, inFlight) });
});
afterAll(() => api.close());

async function scrape() {
  const { status, text } = await api.ask("GET", "/metrics");
  expect(status).toBe(200);
  return samplesOf(text);
}

test("the state is shown as it is at the scrape", async () => {
  const before = await scrape();
  expect(sampleValue(before, "raft_term_current")).toBe(3);
  expect(
    before.filter(({ name }) => name === "raft_state").map(({ labels: { state }, value }) => [state, value]),
  ).toEqual([
    ["follower", 0],
    ["pre-candidate", 0],
    ["candidate", 0],
    ["leader", 1],
  ]);
  expect(sampleValue(before, "raft_peer_match_lag_entries", { peer: "2" })).toBe(0);
  expect(sampleValue(before, "raft_log_entries_total")).toBe(0);
  expect(sampleValue(before, "raft_peer_match_lag_entries", { peer: "3" })).toBeUndefined();
  await api.ask("PUT", "/kv/a", { body: { value: "1" } });
  api.node.role = "follower";
  const after = await scrape();
  api.node.role = "leader";
  expect(sampleValue(after, "raft_state", { state: "follower" })).toBe(1);
  expect(sampleValue(after, "raft_state", { state: "leader" })).toBe(0);
  expect(sampleValue(after, "raft_log_entries_total")).toBe(1);
  // Only a leader knows.
  expect(sampleValue(after, "raft_peer_match_lag_entries", { peer: "2" })).toBeUndefined();
});

test("what happens is counted", async () => {
  const { listener } = metrics;
  listener.campaigned("pre-vote", 1);
  listener.campaigned("real", 2);
  listener.campaigned("real", 3);
  listener.changed("leader", 3, 1);
  listener.changed("follower", 4, 0);
  listener.changed("follower", 4, 2);
  listener.membershipChanged(false);
  listener.proposed(3, 300);
  listener.committed(5);
  listener.applied(4, 200);
  listener.answered(1_500);
  listener.answered(20_000_000);
  listener.synced(700, 4_096);
  listener.snapshotSaved(9, 1_000, 30_000);
  listener.snapshotInstalled(9);
  listener.sent("append-request", 2);
  listener.sent("append-request", 3);
  listener.received("append-response", 2);
  const samples = await scrape();
  const expected: Record<string, number> = {
    raft_membership_changes_total: 1,
    raft_pre_votes_total: 1,
    raft_leader_elections_total: 2,
    raft_leader_changes_total: 2,
    raft_proposals_total: 3,
    raft_proposed_bytes_total: 300,
    raft_commits_total: 5,
    raft_applied_entries_total: 4,
    raft_fsync_bytes_total: 4_096,
    raft_fsync_duration_seconds_count: 1,
    raft_fsync_duration_seconds_sum: 0.0007,
    raft_snapshot_duration_seconds_count: 1,
    raft_snapshots_installed_total: 1,
    raft_commit_latency_seconds_count: 2,
    raft_commit_latency_seconds_sum: 20.0015,
  };
  for (const [name, value] of Object.entries(expected)) expect(sampleValue(samples, name), name).toBeCloseTo(value, 9);
  expect(sampleValue(samples, "raft_commit_latency_seconds_bucket", { le: "0.001" })).toBe(0);
  expect(sampleValue(samples, "raft_commit_latency_seconds_bucket", { le: "0.0025" })).toBe(1);
  expect(sampleValue(samples, "raft_commit_latency_seconds_bucket", { le: "10" })).toBe(1);
  expect(sampleValue(samples, "raft_commit_latency_seconds_bucket", { le: "+Inf" })).toBe(2);
  expect(sampleValue(samples, "raft_messages_sent_total", { kind: "append-request" })).toBe(2);
  expect(sampleValue(samples, "raft_messages_received_total", { kind: "append-response" })).toBe(1);
});

test("requests are counted by method, route and status, however often they are scraped", async () => {
  await api.ask("PUT", "/kv/x", { body: { value: "1" } });
  await api.ask("PUT", "/kv/y", { body: { value: "1" } });
  await api.ask("GET", "/kv/nothing");
  await scrape();
  const samples = await scrape();
  const name = "http_request_duration_seconds_count";
  expect(sampleValue(samples, name, { method: "PUT", route: "/kv/:key", status: "200" })).toBe(3);
  expect(sampleValue(samples, name, { method: "GET", route: "/kv/:key", status: "404" })).toBe(1);
  expect(sampleValue(samples, "http_requests_in_flight")).toBe(0);
});

test("the transport's counters and the process are shown", async () => {
  const samples = await scrape();
  expect(sampleValue(samples, "raft_transport_sent_bytes_total")).toBe(2);
  expect(sampleValue(samples, "raft_transport_refused_total", { reason: "damaged" })).toBe(8);
  // Also before the first.
  expect(sampleValue(samples, "raft_transport_refused_total", { reason: "certificate" })).toBe(0);
  expect(sampleValue(samples, "process_cpu_seconds_total")).toBeGreaterThan(0);
});

test("a value counts for the first bound that it does not exceed", () => {
  const distribution = new Distribution([1, 2]);
  for (const value of [0.5, 1, 1.5, 2, 3]) distribution.observe(value);
  expect(distribution.counts).toEqual([2, 2, 1]);
  expect(distribution.sum).toBe(8);
});

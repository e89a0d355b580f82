import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "../../../../src/cluster/index.ts";
import { configuredOptions, type TypedSettings } from "../../../../src/server/main/configured-options.ts";
import { type RunningServer, startServer } from "../../../../src/server/main/server.ts";
import { readConfiguration } from "../../../../src/server/operations/configuration/index.ts";
import { scratchDirectory } from "../files/scratch.ts";
import { ApiClient } from "../http/api-client.ts";
import { samplesOf, sampleValue } from "../operations/metrics/scrape.ts";
import { attributesOf, Collector } from "../operations/tracing/collector.ts";

/** Nobody reads it here. */
const NOWHERE = { write: () => {} };
const PATIENCE = { timeout: 60_000 };
/** On a machine that is busy with other tests, leaders must not be lost for it. */
const PATIENT = { raft: { election_timeout: 3_000 } };

interface Started {
  readonly running: RunningServer;
  readonly client: ApiClient;
  readonly log: Logger;
}

/** Servers that know each other, in this process; each follows the file, if there is one. */
async function start(count: number, file?: string): Promise<Started[]> {
  const directory = scratchDirectory();
  const ports = await freePorts(2 * count);
  const addresses = Array.from({ length: count }, (_, place) => ({
    transport: `127.0.0.1:${ports[2 * place]}`,
    api: `127.0.0.1:${ports[2 * place + 1]}`,
  }));
  const configuration = file === undefined ? PATIENT : readConfiguration(file);
  const source = file === undefined ? undefined : { configuration, read: () => readConfiguration(file) };
  return Promise.all(
    addresses.map(async ({ api }, place) => {
      const others = addresses.map((address, other) => [other + 1, address] as const);
      const typed: TypedSettings = {
        id: place + 1,
        dataDirectory: join(directory, `${place + 1}`),
        transportPort: ports[2 * place]!,
        apiPort: ports[2 * place + 1]!,
        peers: new Map(others.filter(([id]) => id !== place + 1)),
      };
      const log = pino({}, NOWHERE);
      const running = await startServer(configuredOptions(configuration, typed, "1.2.3"), log, source);
      onTestFinished(() => running.stop());
      return { running, client: new ApiClient(api), log };
    }),
  );
}

async function ready(servers: readonly Started[]): Promise<void> {
  for (const { client } of servers) {
    await expect.poll(async () => (await client.ask("GET", "/health/ready")).status, PATIENCE).toBe(200);
  }
}

const value = (text: string) => ({ body: { value: text } });

test("a cluster answers as its document says, whoever is asked", async () => {
  const servers = await start(3);
  await ready(servers);
  const { body } = await servers[0]!.client.ask("GET", "/client/leader");
  const leader = servers[body.leader.id - 1]!.client;
  const follower = servers[body.leader.id % 3]!.client;
  expect(body.leader.api).toBe(leader.address);

  expect(await leader.ask("PUT", "/kv/a", value("1"))).toMatchObject({ status: 200, body: { previous: null } });
  const redirected = await follower.ask("PUT", "/kv/a%2Fb", value("1"));
  expect(redirected.status).toBe(307);
  expect(redirected.headers.get("location")).toBe(`http://${leader.address}/kv/a%2Fb`);
  expect(await follower.ask("PUT", "/kv/a?forward=true", value("2"))).toMatchObject({ body: { previous: "1" } });
  for (const consistency of ["linearizable", "lease"]) {
    const read = await follower.ask("GET", `/kv/a?consistency=${consistency}`);
    expect(read).toMatchObject({ status: 200, body: { value: "2" } });
  }
  expect((await follower.ask("GET", "/kv/a?consistency=stale&max_staleness_ms=60000")).status).toBe(200);
  expect((await leader.ask("POST", "/kv/a", { body: { expected: "1", value: "3" } })).status).toBe(409);
  expect((await leader.ask("DELETE", "/kv/a?expected=2")).status).toBe(200);

  const { body: session } = await leader.ask("POST", "/client/session");
  const headers = {
    "kraft-client": `${session.client}`,
    "kraft-session": `${session.session}`,
    "kraft-sequence": "1",
  };
  for (const once of [headers, { "idempotency-key": "k" }]) {
    const first = await leader.ask("POST", "/kv/log", { body: { append: "x" }, headers: once });
    expect((await follower.ask("POST", "/kv/log?forward=true", { body: { append: "x" }, headers: once })).body).toEqual(
      first.body,
    );
  }
  expect((await leader.ask("GET", "/kv/log")).body.value).toBe("xx");
  expect(
    (await leader.ask("POST", "/kv/log", { body: { append: "y" }, headers: { "idempotency-key": "k" } })).status,
  ).toBe(422);
});

test("operators see and change the cluster", async () => {
  const servers = await start(3);
  await ready(servers);
  const { id } = (await servers[0]!.client.ask("GET", "/client/leader")).body.leader;
  const leader = servers[id - 1]!.client;
  const other = (id % 3) + 1;
  expect((await leader.ask("GET", "/admin/status")).body).toMatchObject({ role: "leader", voters: [1, 2, 3] });
  const { nodes } = (await leader.ask("GET", "/admin/nodes")).body;
  expect(nodes.map((node: { api: string }) => node.api)).toEqual(servers.map(({ client }) => client.address));
  expect((await leader.ask("PUT", "/kv/a", value("1"))).status).toBe(200);
  expect((await leader.ask("POST", "/admin/snapshot")).body.isNew).toBe(true);
  expect((await leader.ask("POST", "/admin/nodes/9/promote")).status).toBe(404);
  expect((await leader.ask("DELETE", "/admin/nodes/9")).status).toBe(404);
  expect((await leader.ask("POST", "/admin/transfer", { body: { to: other } })).status).toBe(200);
  await expect.poll(async () => (await leader.ask("GET", "/client/leader")).body.leader?.id, PATIENCE).toBe(other);
});

test("metrics move with what a server does, and every one of the dashboard's is there", async () => {
  const [server] = await start(1);
  await ready([server!]);
  const { client } = server!;
  for (const key of ["a", "b", "c"]) await client.ask("PUT", `/kv/${key}`, value("1"));
  const samples = samplesOf((await client.ask("GET", "/metrics")).text);
  expect(sampleValue(samples, "raft_state", { state: "leader" })).toBe(1);
  expect(sampleValue(samples, "raft_commit_latency_seconds_count")).toBeGreaterThanOrEqual(3);
  expect(sampleValue(samples, "raft_commits_total")).toBeGreaterThanOrEqual(4);
  expect(sampleValue(samples, "raft_leader_elections_total")).toBe(1);
  expect(sampleValue(samples, "raft_leader_changes_total")).toBe(1);
  expect(sampleValue(samples, "raft_fsync_duration_seconds_count")).toBeGreaterThanOrEqual(3);
  expect(sampleValue(samples, "raft_fsync_bytes_total")).toBeGreaterThan(0);
  expect(sampleValue(samples, "raft_applied_entries_total")).toBe(sampleValue(samples, "raft_commits_total"));
  expect(sampleValue(samples, "kraft_keys")).toBeGreaterThanOrEqual(3);
  const wanted = readFileSync("operations/grafana/kraft.json", "utf8").match(/\b(raft|kraft)_[a-z_]*[a-z]\b/g)!;
  // What needs a peer, or somebody who says something wrong, has no sample in a cluster of one.
  const needsOthers = ["raft_peer_match_lag_entries", "raft_messages_sent_total", "raft_transport_refused_total"];
  const shown = samples.map(({ name }) => name);
  expect(shown).toEqual(expect.arrayContaining([...new Set(wanted)].filter((name) => !needsOthers.includes(name))));
});

test("the safe settings are reloaded, and the others refused, all or nothing", async () => {
  const file = join(scratchDirectory(), "raft.yaml");
  writeFileSync(file, "limits: { key_size: 4B }\nlog: { level: fatal }\n");
  const [server] = await start(1, file);
  const { client, log, running } = server!;
  await ready([server!]);
  expect((await client.ask("PUT", "/kv/longer", value("1"))).status).toBe(400);
  expect((await client.ask("POST", "/admin/reload")).body).toEqual({ changed: [] });

  writeFileSync(file, "limits: { key_size: 8B }\nraft: { election_timeout: 400ms }\n");
  const refused = await client.ask("POST", "/admin/reload");
  expect(refused).toMatchObject({ status: 409, body: { error: { code: "reload-refused" } } });
  expect(refused.body.error.problems).toEqual([expect.stringMatching(/^raft.election_timeout takes effect only/)]);
  writeFileSync(file, "limits: { key_size: 8 }\n");
  expect(running.reload()).toEqual({ outcome: "refused", problems: [expect.stringContaining("raft.yaml:1:11")] });
  expect((await client.ask("PUT", "/kv/longer", value("1"))).status).toBe(400);

  writeFileSync(file, "limits: { key_size: 8B }\nlog: { level: error }\n");
  const changed = ["limits.key_size", "log.level"];
  expect((await client.ask("POST", "/admin/reload")).body).toEqual({ changed });
  expect(log.level).toBe("error");
  expect((await client.ask("POST", "/admin/reload")).body).toEqual({ changed: [] });
  expect((await client.ask("PUT", "/kv/longer", value("1"))).status).toBe(200);
});

test("a server that was started without a file has nothing to reload", async () => {
  const [server] = await start(1);
  expect(server!.running.reload()).toEqual({ outcome: "nothing-to-reload" });
});

test("traces reach the collector, and there are none unless they are asked for", async () => {
  const collector = await Collector.start();
  onTestFinished(() => collector.close());
  const file = join(scratchDirectory(), "raft.yaml");
  writeFileSync(file, `tracing: { endpoint: "${collector.endpoint}", sample: 100% }\nmetrics: { enabled: false }\n`);
  const [server] = await start(1, file);
  await ready([server!]);
  await server!.client.ask("PUT", "/kv/a", value("1"));
  expect((await server!.client.ask("GET", "/metrics")).status).toBe(404);
  await server!.running.stop();
  const put = collector.named("PUT /kv/:key")[0]!;
  expect(collector.named("raft.write")[0]).toMatchObject({ traceId: put.traceId, parentSpanId: put.spanId });
  expect(attributesOf(collector.named("raft.fsync")[0]!)["raft.bytes"]).toBeGreaterThan(0);
});

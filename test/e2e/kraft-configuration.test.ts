import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePorts } from "../../src/cluster/index.ts";
import { Workplace } from "./kraft-launch.ts";
import { firstOutput } from "./launch.ts";

let place: Workplace;
let ports: number[];
beforeEach(async () => {
  place = new Workplace();
  ports = await freePorts(3);
});
afterEach(() => place.end());

function write(text: string): void {
  writeFileSync(join(place.folder, "raft.yaml"), text);
}

const server = (more = "") => `cluster:
  id: 1
  nodes: [{ id: 1, transport: "127.0.0.1:${ports[0]}", api: "127.0.0.1:${ports[1]}" }]
storage: { data_dir: data }
${more}`;

test("kraft server takes its settings from a file, and flags win", async () => {
  write(server());
  const launched = place.launch("server", "--config", "raft.yaml", "--api-port", `${ports[2]}`);
  await firstOutput(launched);
  const health = await fetch(`http://127.0.0.1:${ports[2]}/health/live`);
  expect(health.status).toBe(200);
  launched.child.kill("SIGTERM");
  const { status, stdout } = await launched.ended;
  expect(stdout).toBe(`listening api=127.0.0.1:${ports[2]} transport=127.0.0.1:${ports[0]}\n`);
  expect(status).toBe(0);
});

test("SIGHUP has the file read again: what is safe takes effect, and what is not is told in the log", async () => {
  write(server("limits: { key_size: 4B }"));
  const launched = place.launch("server", "--config", "raft.yaml");
  await firstOutput(launched);
  const put = async () => {
    const headers = { "content-type": "application/json" };
    const url = `http://127.0.0.1:${ports[1]}/kv/longer`;
    return (await fetch(url, { method: "PUT", headers, body: '{"value":"1"}' })).status;
  };
  await expect.poll(put, { timeout: 60_000 }).toBe(400);
  write(server("limits: { key_size: 8B }"));
  launched.child.kill("SIGHUP");
  await expect.poll(put, { timeout: 60_000 }).toBe(200);
  write(server("raft: { election_timeout: 1s }"));
  launched.child.kill("SIGHUP");
  let said = "";
  launched.child.stderr!.on("data", (text) => {
    said += text;
  });
  await expect.poll(() => said, { timeout: 60_000 }).toContain("raft.election_timeout takes effect only at a start");
  launched.child.kill("SIGTERM");
  expect((await launched.ended).status).toBe(0);
});

test("a file that is wrong is refused with all that is wrong in it, and status 2", async () => {
  write(server("raft: { election_timout: 1s }\nlog: { level: loud }"));
  const { status, stdout, stderr } = await place.run("server", "--config", "raft.yaml");
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^kraft server: raft.yaml:5:9: raft.election_timout: .*did you mean election_timeout\?/),
    expect.stringMatching(/^kraft server: raft.yaml:6:8: log.level: one of /),
  ]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});

test("a file that is not there is told in one line, with status 2", async () => {
  const { status, stderr } = await place.run("server", "--config", "nowhere.yaml");
  expect(stderr).toMatch(/^kraft server: nowhere.yaml cannot be read: [^\n]+\n$/);
  expect(status).toBe(2);
});

import { expect, test } from "vitest";
import { type Configuration, compare } from "../../../../../src/server/operations/configuration/index.ts";

const RUNNING: Configuration = {
  cluster: { id: 1, nodes: [{ id: 1, transport: "h:1" }] },
  raft: { election_timeout: 300 },
  limits: { in_flight: 5 },
  log: { level: "info" },
};

test("a file that says the same, in whatever order, changes nothing", () => {
  const { log, limits, raft, cluster } = RUNNING;
  expect(compare(RUNNING, { log, limits, raft, cluster })).toEqual({ kind: "same" });
});

test("limits and the log level can change, also to their defaults", () => {
  const read: Configuration = { ...RUNNING, limits: { request_timeout: 100, key_size: 10 }, log: { level: "debug" } };
  expect(compare(RUNNING, read)).toEqual({
    kind: "reloadable",
    changed: ["limits.in_flight", "limits.key_size", "limits.request_timeout", "log.level"],
  });
});

test("one setting that needs a restart holds up all others", () => {
  const nodes = [{ id: 1, transport: "h:2" }];
  const read: Configuration = {
    cluster: { id: 1, nodes },
    raft: {},
    limits: { in_flight: 6, value_size: 3 * 2 ** 19 },
    tracing: { endpoint: "http://h/", sample: 155_000 },
    log: { level: "debug" },
  };
  expect(compare(RUNNING, read)).toEqual({
    kind: "restart-needed",
    problems: [
      'cluster.nodes takes effect only at a start: it is [{"id":1,"transport":"h:1"}], and the file says [{"id":1,"transport":"h:2"}]',
      "raft.election_timeout takes effect only at a start: it is 300ms, and the file does not set it any more",
      "limits.value_size takes effect only at a start: it is not set, and the file says 1536KiB",
      "tracing.endpoint takes effect only at a start: it is not set, and the file says http://h/",
      "tracing.sample takes effect only at a start: it is not set, and the file says 15.5%",
    ],
  });
});

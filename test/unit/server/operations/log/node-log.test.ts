import { pino } from "pino";
import { expect, test } from "vitest";
import { nodeLog } from "../../../../../src/server/operations/log/node-log.ts";

function logged(level = "info") {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { base: null, level, timestamp: false },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  return { listener: nodeLog(log), log, lines };
}

const INFO = 30;
const WARN = 40;

test("elections, roles and snapshots are told as they happen", () => {
  const { listener, lines } = logged();
  listener.campaigned("pre-vote", 1);
  listener.campaigned("real", 2);
  listener.changed("leader", 2, 1);
  listener.changed("follower", 3, 0);
  listener.snapshotSaved(10, 2_000, 3_400);
  listener.snapshotInstalled(20);
  expect(lines).toEqual([
    { level: INFO, term: 2, msg: "asks for votes" },
    { level: INFO, term: 2, leader: 1, msg: "leads" },
    { level: INFO, term: 3, leader: null, msg: "is a follower" },
    { level: INFO, index: 10, bytes: 2_000, durationMs: 3, msg: "saved a snapshot" },
    { level: INFO, index: 20, msg: "installed a snapshot from the leader" },
  ]);
});

test("the level can change while it runs", () => {
  const { listener, log, lines } = logged("warn");
  listener.changed("leader", 2, 1);
  log.level = "debug";
  listener.campaigned("pre-vote", 3);
  expect(lines.map(({ msg }) => msg)).toEqual(["asks whether it could win an election"]);
});

test("joining and leaving the cluster are told", () => {
  const { listener, lines } = logged();
  listener.membershipChanged(true);
  listener.membershipChanged(false);
  expect(lines).toEqual([
    { level: INFO, msg: "is a member of the cluster" },
    { level: WARN, msg: "is no member of the cluster any more" },
  ]);
});

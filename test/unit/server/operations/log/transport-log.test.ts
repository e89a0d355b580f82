import { pino } from "pino";
import { expect, test } from "vitest";
import { transportLog } from "../../../../../src/server/operations/log/transport-log.ts";
import { RefusalError } from "../../../../../src/server/transport/refusal.ts";

function logged() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { watcher: transportLog(pino({ base: null, timestamp: false }, { write })), lines };
}

const INFO = 30;
const WARN = 40;
const TWO = { peer: 2, address: "10.0.0.2:8001" };

test("a peer that is lost is told once with its address and the reason, and once that it is back", () => {
  const { watcher, lines } = logged();
  watcher.connected(2);
  watcher.unreachable(TWO, "connect ECONNREFUSED");
  watcher.unreachable(TWO, "connect ECONNREFUSED");
  watcher.connected(3);
  watcher.connected(2);
  watcher.unreachable(TWO, "connect ECONNREFUSED");
  const warning = { level: WARN, ...TWO, reason: "connect ECONNREFUSED", msg: "cannot reach a peer" };
  expect(lines).toEqual([warning, { level: INFO, peer: 2, msg: "hears from a peer again" }, warning]);
});

test("a refusal is told once for each peer, or host, and reason", () => {
  const { watcher, lines } = logged();
  const other = new RefusalError("other-cluster", "server 2 belongs to another");
  const stranger = new RefusalError("stranger", "no greeting");
  for (let times = 0; times < 3; times++) {
    watcher.refused(TWO, other);
    watcher.refused({ ...TWO, peer: 3 }, other);
    watcher.refused(TWO, stranger);
    for (const address of ["10.0.0.7", "10.0.0.8"]) watcher.refused({ peer: undefined, address }, stranger);
  }
  const msg = "refused what came from another";
  expect(lines).toEqual([
    { level: WARN, ...TWO, reason: "other-cluster: server 2 belongs to another", msg },
    { level: WARN, ...TWO, peer: 3, reason: "other-cluster: server 2 belongs to another", msg },
    { level: WARN, ...TWO, reason: "stranger: no greeting", msg },
    { level: WARN, address: "10.0.0.7", reason: "stranger: no greeting", msg },
    { level: WARN, address: "10.0.0.8", reason: "stranger: no greeting", msg },
  ]);
});

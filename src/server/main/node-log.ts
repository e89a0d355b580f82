import type { Logger } from "pino";
import type { NodeId, Role } from "../../raft/index.ts";
import type { NodeListener } from "../node/node-listener.ts";

/** Writes down what an operator wants to read about a node afterwards: who led when, and the snapshots. */
export function nodeLog(log: Logger): NodeListener {
  return { ...SILENT, changed, snapshotSaved, snapshotInstalled };

  function changed(role: Role, term: number, leader: NodeId): void {
    log.info({ term, leader: leader === 0 ? null : leader }, role === "leader" ? "leads" : `is a ${role}`);
  }

  function snapshotSaved(index: number, bytes: number, durationUs: number): void {
    log.info({ index, bytes, durationMs: Math.round(durationUs / 1_000) }, "saved a snapshot");
  }

  function snapshotInstalled(index: number): void {
    log.info({ index }, "installed a snapshot from the leader");
  }
}

const nothing = (): void => {};

/** What happens all the time is told by metrics. */
const SILENT: NodeListener = {
  changed: nothing,
  campaigned: nothing,
  proposed: nothing,
  committed: nothing,
  answered: nothing,
  applied: nothing,
  synced: nothing,
  snapshotSaved: nothing,
  snapshotInstalled: nothing,
  sent: nothing,
  received: nothing,
};

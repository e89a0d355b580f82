import type { Logger } from "pino";
import type { NodeId, Role } from "../../../raft/index.ts";
import type { NodeListener } from "../../node/node-listener.ts";
import { SILENT_LISTENER } from "../../node/silent-listener.ts";

const US_PER_MS = 1_000;

/** Writes down what an operator wants to read about a node afterwards. What happens all the time is told by metrics. */
export function nodeLog(log: Logger): NodeListener {
  return { ...SILENT_LISTENER, changed, membershipChanged, campaigned, snapshotSaved, snapshotInstalled };

  function changed(role: Role, term: number, leader: NodeId): void {
    log.info({ term, leader: leader === 0 ? null : leader }, role === "leader" ? "leads" : `is a ${role}`);
  }

  function membershipChanged(isMember: boolean): void {
    if (isMember) log.info("is a member of the cluster");
    else log.warn("is no member of the cluster any more");
  }

  function campaigned(kind: "pre-vote" | "real", term: number): void {
    if (kind === "real") log.info({ term }, "asks for votes");
    else log.debug({ term }, "asks whether it could win an election");
  }

  function snapshotSaved(index: number, bytes: number, durationUs: number): void {
    log.info({ index, bytes, durationMs: Math.round(durationUs / US_PER_MS) }, "saved a snapshot");
  }

  function snapshotInstalled(index: number): void {
    log.info({ index }, "installed a snapshot from the leader");
  }
}

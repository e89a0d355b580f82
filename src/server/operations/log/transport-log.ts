import type { Logger } from "pino";
import type { OtherSide, TransportWatcher } from "../../transport/watcher.ts";

/** Strangers may be many. After so many different warnings the first may be said again. */
const MOST_REMEMBERED = 1_000;

/** Writes down why there is no connection with others: once for each of them and each reason, until there is one. */
export function transportLog(log: Logger): TransportWatcher {
  const told = new Map<string, OtherSide>();
  const lost = new Set<number>();
  return { connected, unreachable, refused };

  function connected(peer: number): void {
    for (const [what, other] of told) if (other.peer === peer) told.delete(what);
    if (lost.delete(peer)) log.info({ peer }, "hears from a peer again");
  }

  function unreachable(other: OtherSide, reason: string): void {
    if (other.peer !== undefined) lost.add(other.peer);
    if (isNew("unreachable", other, reason)) log.warn({ ...other, reason }, "cannot reach a peer");
  }

  function refused(other: OtherSide, { reason, message }: { readonly reason: string; readonly message: string }): void {
    if (isNew("refused", other, reason)) log.warn({ ...other, reason: message }, "refused what came from another");
  }

  function isNew(what: string, other: OtherSide, reason: string): boolean {
    const key = JSON.stringify([what, other.peer ?? other.address, reason]);
    if (told.has(key)) return false;
    if (told.size >= MOST_REMEMBERED) told.clear();
    told.set(key, other);
    return true;
  }
}

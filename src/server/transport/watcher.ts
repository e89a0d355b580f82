import type { NodeId } from "../../raft/index.ts";
import type { RefusalError } from "./refusal.ts";

/** The other side of a connection, as far as it is known. */
export interface OtherSide {
  /** The server that was dialed, or that the other side says it is, rightly or not. */
  readonly peer: NodeId | undefined;
  /** Where it was dialed, as "host:port", or the host that it came from. */
  readonly address: string | undefined;
}

/** Hears why there is no connection, so that a person can mend it. A node has no use for the reasons. */
export interface TransportWatcher {
  /** There is a connection, on which both sides have said who they are. */
  connected(peer: NodeId): void;
  /** There is none, said again at each attempt. */
  unreachable(other: OtherSide, reason: string): void;
  /** What came from the other side was refused. */
  refused(other: OtherSide, error: RefusalError): void;
}

const nothing = (): void => {};

export const SILENT_WATCHER: TransportWatcher = { connected: nothing, unreachable: nothing, refused: nothing };

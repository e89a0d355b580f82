import type { NodeListener } from "./node-listener.ts";

const nothing = (): void => {};

/** Listens to nothing: what somebody listens to is put in its place. */
export const SILENT_LISTENER: NodeListener = {
  changed: nothing,
  membershipChanged: nothing,
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
  unreachable: nothing,
};

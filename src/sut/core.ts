export { machineBytes, machineFrom } from "../machine/machine-bytes.ts";
export { SessionMachine } from "../machine/session-machine.ts";
export { decodeStamped, encodeStamped } from "../machine/stamped-codec.ts";
export { Output, Raft, TermRuns } from "../raft/index.ts";
export { DamagedFile, Storage } from "../storage/index.ts";

/**
 * What a node is made of, as values: the production core, the sessions around a machine, and the storage. The host is handed it, so
 * that a build of the same files with one planted bug can stand in its place.
 */
export type RaftCore = typeof import("./core.ts");

export { SessionMachine } from "../machine/session-machine.ts";
export { Output, Raft, TermRuns } from "../raft/index.ts";

/**
 * What a node is made of, as values: the production core, and the sessions around a machine. The host is handed it, so
 * that a build of the same files with one planted bug can stand in its place.
 */
export type RaftCore = typeof import("./core.ts");

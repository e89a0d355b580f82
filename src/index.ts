/**
 * kraft's public face.
 *
 * The laboratory: run one seed and read what came of it. Equal options give equal results, to the byte.
 *
 *     import { core, Run } from "kraft";
 *     const run = Run.start({ nodes: 5, operations: 2_000, seed: "1", checkers: true }, core);
 *     while (!run.advance(10_000));
 *     console.log(run.result().verdict);
 *
 * What is replicated can be a person's own: implement `Machine` and `Commands`, and give both as `application`.
 *
 * The product: `Raft`, the core that the laboratory runs, to be driven over real disks and sockets.
 */

export type { Violation } from "../invariants/index.ts";
export type { MessageCounts, RunOptions, RunResult } from "./fuzz/result.ts";
export { type RaftCore, Run } from "./fuzz/run.ts";
export {
  type Command,
  hashPlain,
  KeyValueMachine,
  type Machine,
  PlainDataError,
  type Result,
} from "./machine/index.ts";
export * from "./raft/index.ts";
/** The core as it ships, as a run takes it. */
export * as core from "./raft/index.ts";
/** The seeds of a campaign, from its first. */
export { deriveSeed } from "./sim/index.ts";
export { type Application, COMMAND_DRAWS, type Commands } from "./workload/index.ts";

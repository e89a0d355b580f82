/**
 * kraft's public face.
 *
 * The laboratory, in anybody's test: a whole scenario, or faults placed by hand, and a result to look at. Equal options
 * and equal calls give equal runs, to the byte.
 *
 *     import { describeViolations, simulate } from "kraft";
 *
 *     const world = simulate({ nodes: 5, seed: "1" });
 *     world.run({ untilMs: 1_000 });
 *     world.partition([2, 3], { forMs: 5_000 });
 *     world.crash("leader", { forMs: 500 });
 *     world.run({ forMs: 8_000 });
 *     expect(describeViolations(world.finish())).toBe("");
 *
 *     const result = simulate({ scenario: "hellweek", nodes: 7, operations: 1_000 }).finish();
 *
 * It can be run, too, as an operator would: servers join and leave, leadership is handed over, snapshots are taken.
 *
 * What is replicated can be a person's own: implement `Machine` and `Commands`, and give both as `application`.
 *
 * `Run` is what is below: one seed, slice by slice, as the commands carry it out.
 *
 * `checkLinearizable` judges a history of clients, of whatever system, against a `Model` of what it should be.
 *
 * The product: `Raft`, the core that the laboratory runs, to be driven over real disks and sockets, and `SessionMachine`,
 * which carries each command out once, however often a client asks. `crdt` holds values that merge without a leader, and
 * `hybrid` a machine in which they live beside ordinary keys.
 */

import { Simulation } from "./fuzz/by-hand/simulation.ts";
import type { SimulateOptions } from "./fuzz/by-hand/simulation-options.ts";
import type { Command, Result } from "./machine/index.ts";
import * as shippedCore from "./sut/core.ts";

/**
 * Begins the simulation of a cluster at virtual time zero. With a scenario its storm begins at once; without one nothing
 * goes wrong but what is placed by hand.
 *
 * @throws SimulationError if an option is wrong, ScenarioError if there is no such scenario or its file is wrong.
 */
export function simulate<C = Command, R = Result>(options: SimulateOptions<C, R> = {}): Simulation<C, R> {
  return Simulation.start(options, options.core ?? shippedCore);
}

export {
  type ClientOperation,
  checkLinearizable,
  ILLEGAL,
  keyValueMachineModel,
  kvModel,
  type Linearizability,
  type Model,
  registerModel,
} from "../invariants/client/linearizability/index.ts";
export type { Violation } from "../invariants/index.ts";
export type { Aim, Scenario, Shape } from "./chaos/index.ts";
/** Values that merge without coordination. */
export * as crdt from "./crdt/index.ts";
export type { NetworkConditions } from "./fuzz/by-hand/network-conditions.ts";
export type { NodeView } from "./fuzz/by-hand/node-view.ts";
export type { Answer } from "./fuzz/by-hand/placed-orders.ts";
export type { ReadOptions } from "./fuzz/by-hand/read-options.ts";
export type { RunTo, Simulation } from "./fuzz/by-hand/simulation.ts";
export { SimulationError } from "./fuzz/by-hand/simulation-error.ts";
export type { SimulateOptions } from "./fuzz/by-hand/simulation-options.ts";
export type { Submission } from "./fuzz/by-hand/submission.ts";
export type { MessageCounts, RunOptions, RunResult } from "./fuzz/result.ts";
export { type RaftCore, Run } from "./fuzz/run.ts";
export { loadScenario, ScenarioError, scenarioNames } from "./fuzz/scenarios/scenario-file.ts";
/** The same in a machine, for what goes through the log, and beside it, for what goes by gossip. */
export * as hybrid from "./hybrid/index.ts";
export {
  type Answer as SessionAnswer,
  type Asked,
  type Command,
  createRegistration,
  createRequest,
  DEFAULT_SESSION_LIMITS,
  hashPlain,
  KeyValueMachine,
  type Machine,
  PlainDataError,
  type Registration,
  type Request,
  type Result,
  type SessionLimits,
  SessionMachine,
  type StampedRequest,
  stampRequest,
} from "./machine/index.ts";
export * from "./raft/index.ts";
export { describeViolations } from "./report/violations.ts";
/** The seeds of a campaign, from its first. */
export { deriveSeed } from "./sim/index.ts";
/** The core as it ships, as a run takes it. */
export * as core from "./sut/core.ts";
export type { Lie } from "./sut/index.ts";
export { type Application, COMMAND_DRAWS, type Commands } from "./workload/index.ts";

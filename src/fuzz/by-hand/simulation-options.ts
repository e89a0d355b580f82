import type { Model } from "../../../invariants/index.ts";
import { NO_LIMITS, type Scenario } from "../../chaos/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import type { Application } from "../../workload/index.ts";
import { drawStorm, type Storm } from "../create-cluster.ts";
import { ordinaryProfile } from "../profile/ordinary-profile.ts";
import type { RunOptions } from "../result.ts";
import { loadScenario } from "../scenarios/scenario-file.ts";
import { HandPlan } from "./hand-plan.ts";
import * as read from "./hand-values.ts";
import { SimulationError } from "./simulation-error.ts";

/** What a simulation is of. Equal options and equal calls give equal runs, to the byte. */
export interface SimulateOptions<Command, Result> {
  /** 1 to 25; 5 if not given. They are the voters to begin with. */
  readonly nodes?: number;
  /**
   * More nodes, numbered behind those, which begin empty and outside of the cluster: 0 to 25; 0 if not given. Only
   * without a scenario, which has its own.
   */
  readonly spares?: number;
  /** Decides everything that is drawn; "1" if not given. */
  readonly seed?: string;
  /**
   * The name of one of kraft's, the path of a file, or a value. Without one, only what is placed by hand goes wrong.
   */
  readonly scenario?: string | Scenario;
  /** How long the scenario's storm is: 1 to 10,000,000; 1,000 if not given. Only with a scenario. */
  readonly operations?: number;
  /** Handed to clients while time passes: 0 to 1,000; 10 if not given. Only without a scenario, which has its own. */
  readonly commandsPerSecond?: number;
  /**
   * What must hold where nodes are made to lie: every invariant ("safety", if not given), or only what each honest node
   * promises alone ("promises"). Only without a scenario, which says so itself.
   */
  readonly expects?: Scenario["expects"];
  /** What is replicated and who asks for it; keys and values if not given. */
  readonly application?: Application<Command, Result>;
  /** What that application's machine does, key by key: with it `finish` judges whether clients saw one machine. */
  readonly model?: Model<Command, Result>;
  /** Another build of the core; the shipped one if not given. */
  readonly core?: RaftCore;
}

const KEYS = [
  "nodes",
  "spares",
  "seed",
  "scenario",
  "operations",
  "commandsPerSecond",
  "expects",
  "application",
  "model",
  "core",
] as const satisfies readonly (keyof SimulateOptions<unknown, unknown>)[];

const WITH_SCENARIO = ["operations"] as const;
const WITHOUT_SCENARIO = ["spares", "commandsPerSecond", "expects"] as const;

const MAX_SEED_LENGTH = 1_000;

/** @throws SimulationError, ScenarioError */
export function readOptions<Command, Result>(given: SimulateOptions<Command, Result>): RunOptions {
  read.knownKeys("the options of a simulation", given, KEYS);
  const { application, model, nodes = 5, operations = 1_000, scenario, seed = "1" } = given;
  const idle = (scenario === undefined ? WITH_SCENARIO : WITHOUT_SCENARIO).find((key) => given[key] !== undefined);
  if (idle !== undefined) {
    throw new SimulationError(`${idle} says nothing ${scenario === undefined ? "without" : "beside"} a scenario`);
  }
  if (model !== undefined && application === undefined) {
    throw new SimulationError("model says nothing without an application");
  }
  if (typeof seed !== "string" || seed.length === 0 || seed.length > MAX_SEED_LENGTH) {
    throw read.refusal("seed", `a text of 1 to ${MAX_SEED_LENGTH} characters`, seed);
  }
  return {
    nodes: read.wholeNumber("nodes", nodes, 1, 25),
    seed,
    operations: scenario === undefined ? 0 : read.wholeNumber("operations", operations, 1, 10_000_000),
    checkers: true,
    ...(scenario !== undefined && { scenario: typeof scenario === "string" ? loadScenario(scenario) : scenario }),
    ...(application && { application }),
    ...(model && { model }),
  };
}

/** The scenario's storm, or none; in both cases it lasts until it is ended by hand. */
export function handStorm<Command, Result>(options: RunOptions, given: SimulateOptions<Command, Result>): Storm {
  if (options.scenario !== undefined) {
    const storm = drawStorm(options);
    return { ...storm, plan: new HandPlan(storm.plan, 0) };
  }
  const { commandsPerSecond = 10, expects = "safety", spares = 0 } = given;
  return {
    profile: ordinaryProfile(options.nodes, read.wholeNumber("spares", spares, 0, 25)),
    plan: new HandPlan(undefined, read.wholeNumber("commandsPerSecond", commandsPerSecond, 0, 1_000)),
    budget: { ...NO_LIMITS, damagedNodes: options.nodes },
    slowestClockPerMille: 1_000,
    canLie: true,
    expects: read.oneOf("expects", expects, ["safety", "promises"]),
  };
}

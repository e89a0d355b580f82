import { allCheckers, appointJudge, type Judge } from "../../invariants/index.ts";
import { type Budget, MixPlan, Nemesis, type Plan, type Scenario, ScenarioPlan } from "../chaos/index.ts";
import { Choices, expandSeed, type Key, TRUE_CLOCK, World } from "../sim/index.ts";
import { type RaftCore, RaftHost, SUPPLIED_OBSERVATIONS } from "../sut/index.ts";
import { ClientHost, createClientOptions, History, KEY_VALUE_APPLICATION } from "../workload/index.ts";
import type { Cluster } from "./cluster.ts";
import { FuzzDirector } from "./director.ts";
import { drawMixProfile, drawScenarioProfile, type Profile } from "./profile.ts";
import type { RunOptions } from "./result.ts";
import { RAFT_ROLES } from "./roles.ts";

/** Choices that are counted outside of the world are all made at one place. */
const PLACES = 1;

/** The mix of kraft-fuzz breaks and mends as it pleases. */
const NO_LIMITS: Budget = { down: "any", damagedNodes: 0, partitionsAtOnce: Number.MAX_SAFE_INTEGER };

/** What a seed decides before its run begins. */
interface Storm {
  readonly profile: Profile;
  readonly plan: Plan;
  readonly budget: Budget;
}

/** Puts a run together from its seed: profile, plan, director, judge, and the world that hosts them all. */
export function createCluster(options: RunOptions, core: RaftCore): Cluster {
  const { nodes, operations, scenario, seed } = options;
  const key = expandSeed(seed);
  const storm =
    scenario === undefined ? stormOfMix(key, nodes, operations) : stormOfScenario(key, nodes, operations, scenario);
  const nemesis = new Nemesis<Judge>(RAFT_ROLES, storm.budget, new Choices(key, PLACES));
  const director = new FuzzDirector(storm.plan, storm.profile.calm, nemesis, new Choices(key, PLACES));
  return createWorld(options, core, storm.profile, director);
}

/** The world of a profile, in which a director acts from time zero on. */
export function createWorld(
  options: RunOptions,
  core: RaftCore,
  profile: Profile,
  director: Cluster["director"],
): Cluster {
  const { application = KEY_VALUE_APPLICATION, checkers, nodes, scenario, seed } = options;
  const { clients, network, settings } = profile;
  const hopUs = network.latencyUs + network.jitterUs;
  const clientOptions = createClientOptions(settings.voters, hopUs, settings.electionTimeoutUs);
  const cluster: Cluster = new World<Judge>({
    seed,
    nodes,
    clients,
    nodeHost: new RaftHost(settings, core, () => application.createMachine(), scenario?.liars !== undefined),
    clientHost: new ClientHost(clientOptions, application),
    network,
    disk: profile.disk,
    clocks: [...profile.clocks, ...Array.from({ length: clients }, () => TRUE_CLOCK)],
    witness: appointJudge(
      { nodes, supplied: SUPPLIED_OBSERVATIONS, history: new History(), expects: scenario?.expects ?? "safety" },
      checkers ? allCheckers() : [],
    ),
    director,
  });
  cluster.wakeDirectorAt(0);
  return cluster;
}

function stormOfMix(key: Key, nodes: number, operations: number): Storm {
  const profile = drawMixProfile(new Choices(key, PLACES), nodes);
  return { profile, plan: new MixPlan(profile.mix, operations, new Choices(key, PLACES)), budget: NO_LIMITS };
}

function stormOfScenario(key: Key, nodes: number, operations: number, scenario: Scenario): Storm {
  const profile = drawScenarioProfile(new Choices(key, PLACES), nodes, scenario);
  const plan = new ScenarioPlan(scenario, nodes, operations, new Choices(key, PLACES));
  return { profile, plan, budget: scenario.budget };
}

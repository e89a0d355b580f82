import {
  allCheckers,
  appointJudge,
  type Expectation,
  type Judge,
  keyValueMachineModel,
  type Model,
} from "../../invariants/index.ts";
import {
  type Budget,
  inTurmoil,
  isInTurmoil,
  MixPlan,
  Nemesis,
  NO_LIMITS,
  type Plan,
  Recording,
  type Scenario,
  ScenarioPlan,
} from "../chaos/index.ts";
import { Choices, expandSeed, type Key, RecordingChoices, TRUE_CLOCK, World } from "../sim/index.ts";
import { type Gossip, type RaftCore, RaftHost, SUPPLIED_OBSERVATIONS } from "../sut/index.ts";
import {
  type Application,
  ClientHost,
  createClientOptions,
  History,
  HYBRID_APPLICATION,
  HYBRID_KEYS,
  KEY_VALUE_APPLICATION,
} from "../workload/index.ts";
import type { Cluster } from "./cluster.ts";
import { FuzzDirector } from "./director.ts";
import { hybridModel } from "./gossip/hybrid-model.ts";
import { Operator } from "./operator/operator.ts";
import { drawDiskKind, withDisks } from "./profile/disk-kind.ts";
import {
  drawMixProfile,
  drawRandomProfile,
  drawScenarioProfile,
  type MixProfile,
  type Profile,
} from "./profile/profile.ts";
import { fastestClockOf, slowestClockOf } from "./profile/read-profile.ts";
import type { RunOptions } from "./result.ts";
import { RAFT_ROLES } from "./roles.ts";
import type { Setup } from "./tape/tape.ts";

/** Choices that are counted outside of the world are all made at one place. */
const PLACES = 1;

/** Breaks and mends as it pleases, but no disk, for that is for good. */
const NO_DAMAGE: Budget = { ...NO_LIMITS, damagedNodes: 0 };

const KEY_VALUE_MODEL = keyValueMachineModel as unknown as Model<unknown, unknown>;
const HYBRID_MODEL = hybridModel as unknown as Model<unknown, unknown>;

/** What is decided before a run begins. */
export interface Storm {
  readonly profile: Profile;
  readonly plan: Plan;
  readonly budget: Budget;
  /** How slow a node's clock can become, per mille of the world's; 0: it can stand still. */
  readonly slowestClockPerMille: number;
  readonly canLie: boolean;
  readonly expects: Expectation;
  /** How the world's choices are made at so many places; drawn from the seed if not given. */
  readonly createChoices?: (key: Key, places: number) => Choices;
  /** The run ends here, if it has not ended before. */
  readonly endsAtUs?: number;
  /** Laws and promises of single steps are checked as well: see probes/probing.ts. */
  readonly isProbed?: true;
}

/** What a seed decides, within a scenario if there is one. */
export function drawStorm(options: RunOptions): Storm {
  const { nodes, operations, scenario, seed } = options;
  const key = expandSeed(seed);
  const storm =
    scenario === undefined
      ? stormOfMix(key, operations, drawMixProfile(new Choices(key, PLACES), nodes))
      : stormOfScenario(key, nodes, operations, scenario);
  return withDisksOf(options, key, storm);
}

/** What a seed decides where chance alone does: no fault is aimed, and none is stronger in one seed than in others. */
export function drawRandomStorm(options: RunOptions): Storm {
  const { nodes, operations, seed } = options;
  const key = expandSeed(seed);
  const storm = stormOfMix(key, operations, drawRandomProfile(new Choices(key, PLACES), nodes));
  return withDisksOf(options, key, storm);
}

function withDisksOf({ application, disk }: RunOptions, key: Key, storm: Storm): Storm {
  const choices = new Choices(key, PLACES);
  return { ...storm, profile: withDisks(choices, storm.profile, disk ?? drawDiskKind(choices, application)) };
}

/** What a tape of a run in this storm says of its beginning: there, all nodes that are no founders are spares. */
export function setupOf({ canLie, expects, isProbed, profile, slowestClockPerMille }: Storm): Setup {
  const nodes = profile.settings.founders.length;
  const spares = profile.clocks.length - nodes;
  const setup = { nodes, profile: { ...profile, spares }, slowestClockPerMille, canLie, expects };
  return isProbed ? { ...setup, isProbed } : setup;
}

/** Puts a run together from its seed and storm: director, judge, and the world that hosts them all. */
export function createCluster(options: RunOptions, core: RaftCore, storm: Storm): Cluster {
  const { checkers, nodes, seed } = options;
  const { budget, canLie, plan, profile, slowestClockPerMille } = storm;
  const { application, model } = replicatedIn(options, profile);
  const { clients, network, settings, spares } = profile;
  const endpoints = nodes + spares;
  const key = expandSeed(seed);
  const recording = options.records ? new Recording() : undefined;
  const nemesis = new Nemesis<Judge>(RAFT_ROLES, budget, new Choices(key, PLACES), recording);
  const hopUs = network.latencyUs + network.jitterUs;
  const operator = new Operator(nodes >= 3 ? 3 : 1, new Choices(key, PLACES));
  const clientOptions = createClientOptions(
    Array.from({ length: endpoints }, (_, place) => place + 1),
    hopUs,
    settings.electionTimeoutUs,
    settings.sessions.expiryUs,
    profile.reads,
  );
  const nodeHost = new RaftHost(settings, core, () => application.createMachine(), canLie, gossipIn(profile));
  const { storage } = settings;
  const createChoices = storm.createChoices ?? (options.records ? createRecordingChoices : undefined);
  const cluster: Cluster = new World<Judge>({
    seed,
    ...(createChoices && { createChoices }),
    nodes: endpoints,
    clients,
    nodeHost,
    clientHost: new ClientHost(clientOptions, application),
    network,
    disk: profile.disk,
    ...(storage && { createFiledImage: (id, files) => nodeHost.createFiledImage(storage, id, files) }),
    clocks: [...profile.clocks, ...Array.from({ length: clients }, () => TRUE_CLOCK)],
    witness: appointJudge(
      {
        nodes: endpoints,
        founders: settings.founders,
        supplied: SUPPLIED_OBSERVATIONS,
        history: new History(),
        expects: "safety",
        slowestClockPerMille,
        electionTimeoutUs: settings.electionTimeoutUs,
        keptEntries: settings.keptEntries,
        sessionLimits: settings.sessions,
        fastestClockPerMille: fastestClockOf(profile),
        ...(model && { model }),
      },
      checkers ? allCheckers() : [],
    ),
    director: new FuzzDirector(plan, profile.calm, nemesis, operator, new Choices(key, PLACES)),
  });
  cluster.wakeDirectorAt(0);
  return cluster;
}

/** What is replicated, and what is known of it: a person's own, or the one that fits the cluster. */
function replicatedIn(
  options: RunOptions,
  { gossip }: Profile,
): Pick<RunOptions, "model"> & Pick<Required<RunOptions>, "application"> {
  if (options.application !== undefined) return { ...options, application: options.application };
  if (gossip === undefined) return { application: KEY_VALUE_APPLICATION, model: KEY_VALUE_MODEL };
  return { application: HYBRID_APPLICATION as unknown as Application<unknown, unknown>, model: HYBRID_MODEL };
}

function gossipIn({ gossip }: Profile): Gossip | undefined {
  return gossip && { types: HYBRID_KEYS, intervalUs: gossip.intervalUs };
}

function createRecordingChoices(key: Key, places: number): Choices {
  return new RecordingChoices(key, places);
}

function stormOfMix(key: Key, operations: number, { mix, ...profile }: MixProfile): Storm {
  const plan = new MixPlan(mix, operations, new Choices(key, PLACES));
  const slowestClockPerMille = Math.min(...profile.clocks.map(({ ratePerMille }) => ratePerMille));
  return { profile, plan, budget: NO_DAMAGE, slowestClockPerMille, canLie: false, expects: "safety" };
}

function stormOfScenario(key: Key, nodes: number, operations: number, calmer: Scenario): Storm {
  const turmoil = isInTurmoil(calmer, new Choices(key, PLACES));
  const scenario = turmoil ? inTurmoil(calmer) : calmer;
  const profile = drawScenarioProfile(new Choices(key, PLACES), nodes, scenario, turmoil);
  const plan = new ScenarioPlan(scenario, nodes, operations, new Choices(key, PLACES));
  const { budget, expects, liars } = scenario;
  return {
    profile,
    plan,
    budget,
    slowestClockPerMille: slowestClockOf(scenario),
    canLie: liars !== undefined,
    expects,
  };
}

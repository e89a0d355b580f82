import { allCheckers, appointJudge, type Judge } from "../../invariants/index.ts";
import { Plan } from "../chaos/index.ts";
import { Choices, expandSeed, TRUE_CLOCK, World } from "../sim/index.ts";
import { type RaftCore, RaftHost, SUPPLIED_OBSERVATIONS } from "../sut/index.ts";
import { ClientHost, createClientOptions, History, KEY_VALUE_APPLICATION } from "../workload/index.ts";
import type { Cluster } from "./cluster.ts";
import { FuzzDirector } from "./director.ts";
import { drawProfile } from "./profile.ts";
import type { RunOptions } from "./result.ts";

/** Places of the choices that are made for a run outside of its world. */
const PROFILE_PLACES = 1;
const DIRECTOR_PLACES = 16;

/** Puts a run together from its seed: profile, plan, director, judge, and the world that hosts them all. */
export function createCluster(options: RunOptions, core: RaftCore): Cluster {
  const { application = KEY_VALUE_APPLICATION, seed, nodes, operations } = options;
  const key = expandSeed(seed);
  const profile = drawProfile(new Choices(key, PROFILE_PLACES), nodes);
  const { calm, clients } = profile;
  const hopUs = profile.network.latencyUs + profile.network.jitterUs;
  const plan = new Plan(profile.mix, new Choices(key, DIRECTOR_PLACES));
  const director = new FuzzDirector({ operations, calm }, plan, new Choices(key, DIRECTOR_PLACES));
  const judge = appointJudge(
    { nodes, supplied: SUPPLIED_OBSERVATIONS, history: new History(), expects: "safety" },
    options.checkers ? allCheckers() : [],
  );
  const cluster: Cluster = new World<Judge>({
    seed,
    nodes,
    clients,
    nodeHost: new RaftHost(profile.settings, core, () => application.createMachine()),
    clientHost: new ClientHost(createClientOptions(profile.settings.voters, hopUs), application),
    network: profile.network,
    disk: profile.disk,
    clocks: [...profile.clocks, ...Array.from({ length: clients }, () => TRUE_CLOCK)],
    witness: judge,
    director,
  });
  cluster.wakeDirectorAt(0);
  return cluster;
}

import type { SessionLimits } from "../src/machine/index.ts";
import type { History } from "../src/workload/index.ts";
import type { Checker, CheckerClass } from "./checker.ts";
import { allCheckers } from "./checkers.ts";
import type { Model } from "./client/linearizability/index.ts";
import { Evidence, type Expectation, UNLIMITED_SESSIONS } from "./evidence.ts";
import { Exercise } from "./exercise.ts";
import { Judge } from "./judge.ts";
import { NodeRecord } from "./node-record.ts";
import type { ObservationName } from "./observation.ts";
import { foundersConfiguration, ObservedConfigurations } from "./observed-configurations.ts";

export interface JudgeConfig {
  /** All servers that can ever belong to the cluster: ids 1 to `nodes`. */
  readonly nodes: number;
  /** Those that are voters from the beginning. The others join later, or never. */
  readonly founders: readonly number[];
  /** The observations that the system under test makes. */
  readonly supplied: readonly ObservationName[];
  /** Where client operations are recorded; empty as yet. */
  readonly history: History;
  readonly expects: Expectation;
  /** What the machine does; without it nobody can say whether the history is linearizable. */
  readonly model?: Model<unknown, unknown>;
  /**
   * How many microseconds the slowest clock of a node counts for every 1,000 of the world's, at any time; 0, if not
   * given: it may stand still, and then nobody can say how old a stale read may be.
   */
  readonly slowestClockPerMille?: number;
  /** The same of the fastest; 0, if not given: it may jump, and then nobody can say how long a lease lasts. */
  readonly fastestClockPerMille?: number;
  /** The shortest election timeout of all nodes; if not given, nobody can say how long a transfer may take. */
  readonly electionTimeoutUs?: number;
  /** How many entries below its snapshot each node keeps; if not given, nobody can say. */
  readonly keptEntries?: number;
  /** How many sessions there are at the most, and for how long; if not given, as many as are opened, and for ever. */
  readonly sessionLimits?: SessionLimits;
}

/** Appoints a judge over a cluster that has not yet started. */
export function appointJudge(config: JudgeConfig, classes: readonly CheckerClass[] = allCheckers()): Judge {
  const founders = foundersConfiguration(config.founders);
  const nodes = Array.from(
    { length: config.nodes },
    (_, place) => new NodeRecord(place + 1, new ObservedConfigurations(founders)),
  );
  const evidence = new Evidence(nodes, config.expects, config.model, founders, config.slowestClockPerMille);
  evidence.fastestClockPerMille = config.fastestClockPerMille ?? 0;
  evidence.electionTimeoutUs = config.electionTimeoutUs ?? Number.POSITIVE_INFINITY;
  evidence.keptEntries = config.keptEntries;
  evidence.sessionLimits = config.sessionLimits ?? UNLIMITED_SESSIONS;
  const checkers: Checker[] = [];
  const notCheckable: string[] = [];
  for (const CheckerClass of classes) {
    const checker = new CheckerClass(evidence);
    const lacksModel = checker.needsModel === true && config.model === undefined;
    if (!lacksModel && checker.needs.every((name) => config.supplied.includes(name))) checkers.push(checker);
    else notCheckable.push(checker.name);
  }
  return new Judge(evidence, new Exercise(config.nodes, founders), config.history, checkers, notCheckable);
}

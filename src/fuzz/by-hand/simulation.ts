import type { Violation } from "../../../invariants/index.ts";
import { allNodes, type Fault, type Instruction, touchesClock } from "../../chaos/index.ts";
import { freezePlain } from "../../machine/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { type Cluster, clientIds, clientOf, submitTo } from "../cluster.ts";
import type { RunResult } from "../result.ts";
import { Run } from "../run.ts";
import { newestLeader } from "./aiming.ts";
import type { HandPlan } from "./hand-plan.ts";
import * as read from "./hand-values.ts";
import { lookAt, type NodeView } from "./node-view.ts";
import { type Answer, PlacedOrders } from "./placed-orders.ts";
import { type ReadOptions, readHow } from "./read-options.ts";
import { SimulationError } from "./simulation-error.ts";
import { handStorm, readOptions, type SimulateOptions } from "./simulation-options.ts";
import { Submission } from "./submission.ts";

/** Numbers of what is placed by hand, beyond those of any storm's operations, so that their draws are apart. */
const FIRST_PLACED = 2 ** 24;

const EVENTS_PER_SLICE = 100_000;

/** Up to a time since the beginning, or for a time, in milliseconds of virtual time. */
export type RunTo = { readonly untilMs: number } | { readonly forMs: number };

/**
 * A cluster in a world of its own, in which time passes when it is told to, and every invariant is checked after every
 * event. A violation is no exception: it is found in `violations`, and in the result. Only when one has ended the run,
 * because a node's own code threw, say, what is asked of it from then on is refused.
 */
export class Simulation<Command, Result> extends PlacedOrders {
  protected readonly canLie: boolean;
  private readonly simulated: Run;
  private placed: number;

  private constructor(simulated: Run, canLie: boolean, placed: number) {
    super();
    this.simulated = simulated;
    this.canLie = canLie;
    this.placed = placed;
  }

  /** @throws SimulationError, ScenarioError */
  static start<Command, Result>(given: SimulateOptions<Command, Result>, core: RaftCore): Simulation<Command, Result> {
    const options = readOptions(given);
    const storm = handStorm(options, given);
    return new Simulation(Run.start(options, core, storm), storm.canLie, 0);
  }

  /** Virtual time since the beginning. */
  get nowMs(): number {
    return this.cluster.nowUs / 1_000;
  }

  /** What was found to be broken so far, in the order in which it was found. */
  get violations(): readonly Violation[] {
    return this.simulated.violations;
  }

  /** Nothing more will happen: it is finished, or a violation has ended it. */
  get isOver(): boolean {
    return this.simulated.isOver;
  }

  /**
   * Lets time pass, and all that is to happen in it. It ends early if a violation ends the run.
   *
   * @throws SimulationError
   */
  run(to: RunTo): void {
    this.assertGoing();
    this.simulated.advanceUntil(this.endOf(to));
  }

  /**
   * Hands one of the clients a command: this one, which is frozen, or one of the client's own choice. The client asks the
   * cluster until it is answered or gives up; what came of it is told by what is returned here. How a command is answered
   * that only reads can be said; otherwise the client chooses.
   *
   * @throws SimulationError, PlainDataError
   */
  submit(command?: Command, reading?: ReadOptions): Submission<Command, Result> {
    this.assertGoing();
    if (command !== undefined) freezePlain(command);
    const how = reading && readHow(reading);
    const { cluster, simulated } = this;
    const clients = clientIds(cluster);
    const client = clients[cluster.choose("placed-target", clients.length)]!;
    if (how !== undefined && (command === undefined || !clientOf(cluster, client).isRead(command))) {
      throw new SimulationError("how to read says nothing of a command that does not only read");
    }
    return this.intervene(() => {
      simulated.director.submitted++;
      submitTo(cluster, client, command, how);
      return new Submission<Command, Result>(cluster, client, command);
    });
  }

  /** The node that leads in the highest term; undefined while nobody believes that it leads. */
  leader(): NodeView | undefined {
    const leader = newestLeader(this.cluster);
    return leader === undefined ? undefined : lookAt(this.cluster, leader);
  }

  /** All nodes, in the order of their numbers. */
  nodes(): NodeView[] {
    return allNodes(this.cluster).map((id) => lookAt(this.cluster, id));
  }

  /** @throws SimulationError if there is no such node. */
  node(id: number): NodeView {
    return lookAt(this.cluster, read.wholeNumber("a node", id, 1, this.cluster.nodes));
  }

  /** A copy that goes on identically and shares nothing: two futures of one moment can be compared. */
  fork(): Simulation<Command, Result> {
    return new Simulation(this.simulated.fork(), this.canLie, this.placed);
  }

  /**
   * Carries out what is left of a scenario's storm. Then all faults end, and the cluster must elect a leader, answer
   * its clients and converge within bounded virtual times. What came of it all.
   */
  finish(): RunResult {
    (this.simulated.director.plan as HandPlan).end();
    while (!this.simulated.advance(EVENTS_PER_SLICE));
    return this.simulated.result();
  }

  protected get cluster(): Cluster {
    return this.simulated.cluster;
  }

  protected place(fault: Fault): readonly number[] | undefined {
    this.assertGoing();
    const { cluster, simulated } = this;
    const operation = FIRST_PLACED + this.placed++;
    if (touchesClock(fault)) cluster.witness.distrustClocks();
    return this.intervene(() => simulated.director.nemesis.carryOut(cluster, fault, operation));
  }

  protected instruct(node: number, instruction: Instruction): Answer {
    const { cluster, simulated } = this;
    if (!cluster.isListening(node)) throw new SimulationError(`node ${node} does not listen now`);
    const { nemesis, operator } = simulated.director;
    return this.intervene(() => ({ node, refused: operator.ask(cluster, node, instruction, nemesis.journal) }));
  }

  protected assertGoing(): void {
    if (!this.isOver) return;
    const last = this.violations.at(-1);
    throw new SimulationError(
      last === undefined
        ? `the simulation is over: it was finished at ${this.nowMs} ms`
        : `the simulation is over: it ended at ${this.nowMs} ms after ${last.invariant} was violated: ${last.message}`,
    );
  }

  private intervene<Outcome>(work: () => Outcome): Outcome {
    const outcomes: Outcome[] = [];
    this.simulated.intervene(() => outcomes.push(work()));
    // The run can have ended before it came to that.
    if (outcomes.length === 0) this.assertGoing();
    return outcomes[0]!;
  }

  private endOf(to: RunTo): number {
    const { nowUs } = this.cluster;
    read.knownKeys("what `run` is told", to, ["untilMs", "forMs"]);
    if ("untilMs" in to === "forMs" in to) throw read.refusal("run", "either untilMs or forMs", to);
    return "forMs" in to
      ? nowUs + read.duration("forMs", to.forMs)
      : read.microseconds("untilMs", to.untilMs, this.nowMs);
  }
}

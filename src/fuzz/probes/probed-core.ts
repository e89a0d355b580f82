import type { RaftCore, RaftView } from "../../sut/index.ts";
import { membersOf } from "../operator/membership.ts";
import { checkAnswersOfEarlierTerm } from "./answers-of-earlier-term.ts";
import { badCallsOf } from "./bad-calls.ts";
import { badStartsOf } from "./bad-starts.ts";
import { describeInput, describeNode, underLaw } from "./broken-law.ts";
import type { Input, Output, Raft, RaftOptions } from "./core-types.ts";
import { checkLimits, checkProposed, uncommittedBytes } from "./kept-promises.ts";
import { MachineWatch } from "./machine-watch.ts";
import { mustEqual, mustThrow } from "./musts.ts";
import { checkPieceReadTwice } from "./piece-read-twice.ts";
import { RoundWatch } from "./round-watch.ts";
import { checkStaleFetch } from "./stale-fetch.ts";
import { checkNoFresher, checkStaleRead, type Following, QuestionWatch } from "./stale-read.ts";
import { StandIn, startedAs } from "./stand-in.ts";

/** A copy of a node that was probed then follows it for so many steps. */
const STEPS_TOGETHER = 16;
const TRANSITIONS = ["auto", "implicit", "explicit"] as const;

/**
 * The core, with promises to its driver checked that no run depends on: that a copy goes on identically, that a driver's
 * mistake is an error and a stopped node refuses all, and that the status says what the view says. All that is done to
 * copies, at every so many steps of a node: the run itself goes on as it would without. A promise that is broken ends the
 * run as a failure of the node.
 */
export function probed(core: RaftCore, stepsBetweenProbes: number): RaftCore {
  return startedAs(core, (options, durable, nowUs) => {
    const tell = (message: string): string => `n${options.id} was to be started with a driver's mistake: ${message}`;
    underLaw(() => {
      for (const bad of badStartsOf(options, durable)) {
        mustThrow(() => core.Raft.start(bad.options, bad.durable, nowUs), bad.says);
      }
    }, tell);
    return new ProbedRaft(core, options, core.Raft.start(options, durable, nowUs), stepsBetweenProbes);
  });
}

/** What a node was before a step. */
type Former = Following & Pick<RaftView, "lastIndex">;

class ProbedRaft extends StandIn {
  private readonly options: RaftOptions;
  private readonly stepsBetweenProbes: number;
  private twin: Raft | undefined = undefined;
  private steps = 0;
  private machine = new MachineWatch();
  private questions = new QuestionWatch();
  private rounds = new RoundWatch();

  constructor(core: RaftCore, options: RaftOptions, raft: Raft, stepsBetweenProbes: number) {
    super(core, raft);
    this.options = options;
    this.stepsBetweenProbes = stepsBetweenProbes;
  }

  step(nowUs: number, input: Input, output: Output): void {
    const place = this.steps % this.stepsBetweenProbes;
    if (place === 0 && this.steps > 0) {
      underLaw(
        () => this.probe(nowUs),
        (message) => `A copy of ${describeNode(this.view)} broke a promise to its driver: ${message}`,
      );
    }
    if (place === STEPS_TOGETHER) this.twin = undefined;
    this.steps++;
    const { lastIndex, leader, role, term } = this.view;
    this.raft.step(nowUs, input, output);
    underLaw(
      () => this.checkStep(nowUs, input, output, { lastIndex, leader, role, term }),
      (message) =>
        `${describeNode(this.view)} was given ${describeInput(input)}, and broke a promise to its driver: ${message}`,
    );
  }

  fork(): ProbedRaft {
    const copy = new ProbedRaft(this.core, this.options, this.raft.fork(), this.stepsBetweenProbes);
    copy.steps = this.steps;
    copy.machine = this.machine.fork();
    copy.questions = this.questions.fork();
    copy.rounds = this.rounds.fork();
    return copy;
  }

  private checkStep(nowUs: number, input: Input, output: Output, former: Former): void {
    const { core, options, raft, view } = this;
    this.machine.note(input, output);
    if (input.kind === "propose") checkProposed(input.proposals.length, view.lastIndex - former.lastIndex, output);
    checkLimits(options, view, output);
    for (const fetch of output.fetches) checkStaleFetch(core, raft, nowUs, fetch);
    for (const read of output.snapshotReads) checkPieceReadTwice(core, raft, nowUs, read);
    const answer = this.questions.note(former, view, nowUs, input, output);
    if (answer !== undefined) checkStaleRead(core, raft, nowUs, answer);
    const decidedUs = this.rounds.note(former, view, nowUs, output);
    if (decidedUs !== undefined) checkNoFresher(core, raft, nowUs, decidedUs);
    if (this.twin !== undefined) this.compare(this.twin, nowUs, input, output);
  }

  private probe(nowUs: number): void {
    const { core, raft } = this;
    this.twin = raft.fork();
    checkStatus(raft);
    checkStopped(core, raft.fork(), nowUs);
    if (!raft.view.stopped) checkUnbounded(core, raft.fork(), nowUs);
    checkTooLarge(core, this.options, raft.fork(), nowUs);
    checkFull(core, this.options, raft.fork(), nowUs);
    checkJustFits(core, this.options, raft.fork(), nowUs);
    // Who joined empty waits until its machine has come to a configuration.
    if (this.machine.isFree && this.options.founders.length > 0) {
      checkSnapshotAskedFor(core, this.options, raft.fork(), nowUs);
    }
    checkNothingToChange(core, raft.fork(), nowUs);
    checkAnswersOfEarlierTerm(core, this.options, raft.fork(), nowUs);
    for (const transition of TRANSITIONS) checkTransition(core, raft.fork(), nowUs, transition);
    if (raft.view.stopped) return;
    mustThrow(() => raft.fork().step(-1, { kind: "deadline" }, new core.Output()), /time went backwards/);
    for (const { input, says } of badCallsOf(raft.view)) {
      mustThrow(() => raft.fork().step(nowUs, input, new core.Output()), says);
    }
  }

  private compare(twin: Raft, nowUs: number, input: Input, expected: Output): void {
    const output = new this.core.Output();
    twin.step(nowUs, input, output);
    mustEqual(output, expected, `what a copy puts out for ${input.kind}`);
    mustEqual(twin.status(), this.raft.status(), `what a copy is after ${input.kind}`);
  }
}

function checkStatus(raft: Raft): void {
  const { peers, ...status } = raft.status();
  const view = Object.fromEntries(Object.keys(status).map((name) => [name, raft.view[name as keyof RaftView]]));
  mustEqual(status, view, "the status");
  if (raft.view.role !== "leader") mustEqual(peers, [], "the peers of a node that does not lead");
}

/** It answers nobody, and refuses what it is asked for. */
function checkStopped(core: RaftCore, raft: Raft, nowUs: number): void {
  const output = new core.Output();
  raft.step(nowUs, { kind: "write-failed", write: 0 }, output);
  const read = { data: undefined, consistency: "linearizable", maxStalenessUs: 0 } as const;
  const asked: readonly Input[] = [
    { kind: "propose", proposals: [{ data: undefined, bytes: 1 }] },
    { kind: "read", reads: [read] },
    { kind: "change-membership", change: { kind: "leave" } },
    { kind: "transfer", to: 0 },
  ];
  for (const input of asked) {
    raft.step(nowUs, input, output);
    mustEqual(
      output.rejections.map(({ reason }) => reason),
      ["stopped"],
      `what a stopped node says to ${input.kind}`,
    );
  }
  // Whatever the step before it wanted is over.
  output.deadlineUs = nowUs;
  raft.step(nowUs, { kind: "deadline" }, output);
  const nothing = new core.Output();
  nothing.clear();
  mustEqual(output, nothing, "what a stopped node does at its deadline");
}

/** Whatever a stale read may show is shown at once, whoever leads. */
function checkUnbounded(core: RaftCore, raft: Raft, nowUs: number): void {
  const output = new core.Output();
  const read = { data: undefined, consistency: "stale", maxStalenessUs: Number.MAX_SAFE_INTEGER } as const;
  raft.step(nowUs, { kind: "read", reads: [read] }, output);
  mustEqual(output.reads[0]?.by, "staleness", "how a read is answered that may be as stale as it likes");
}

/** A proposal that can never be taken is refused as such, and holds up nothing that comes with it. */
function checkTooLarge(core: RaftCore, options: RaftOptions, raft: Raft, nowUs: number): void {
  if (raft.view.role !== "leader" || raft.view.transferTo !== 0) return;
  const hasRoom = uncommittedBytes(raft.view) < options.maxUncommittedBytes;
  const output = new core.Output();
  const proposals = [Number.MAX_SAFE_INTEGER, 1].map((bytes) => ({ data: undefined, bytes }));
  raft.step(nowUs, { kind: "propose", proposals }, output);
  mustEqual(
    output.rejections.map(({ reason }) => reason),
    ["proposal-too-large", ...(hasRoom ? [] : ["too-much-uncommitted"])],
    "a proposal beyond all limits, and what comes with it",
  );
}

/** Of three proposals of which only one can wait for its commit no more than one is taken. */
function checkFull(core: RaftCore, options: RaftOptions, raft: Raft, nowUs: number): void {
  const { lastIndex, role, transferTo } = raft.view;
  if (role !== "leader" || transferTo !== 0) return;
  const proposal = { data: undefined, bytes: (options.maxUncommittedBytes >> 1) + 1 };
  const output = new core.Output();
  raft.step(nowUs, { kind: "propose", proposals: [proposal, proposal, proposal] }, output);
  checkProposed(3, raft.view.lastIndex - lastIndex, output);
  checkLimits(options, raft.view, output);
}

/** What just fits is taken. */
function checkJustFits(core: RaftCore, options: RaftOptions, raft: Raft, nowUs: number): void {
  const bytes = options.maxUncommittedBytes - uncommittedBytes(raft.view);
  if (raft.view.role !== "leader" || raft.view.transferTo !== 0 || bytes < 1) return;
  const output = new core.Output();
  raft.step(nowUs, { kind: "propose", proposals: [{ data: undefined, bytes }] }, output);
  mustEqual(output.rejections, [], "what is said of a proposal that just fits");
}

/**
 * Where nothing holds it up, a snapshot that is asked for is taken. Leaders may wait for a follower to get the last one,
 * but not for one that was not heard from for an election timeout.
 */
function checkSnapshotAskedFor(core: RaftCore, options: RaftOptions, raft: Raft, nowUs: number): void {
  const { appliedIndex, role, snapshotIndex } = raft.view;
  if (appliedIndex <= snapshotIndex) return;
  const output = new core.Output();
  const laterUs = role === "leader" ? nowUs + options.electionTimeoutUs : nowUs;
  raft.step(laterUs, { kind: "take-snapshot" }, output);
  mustEqual(output.takeSnapshot?.index, appliedIndex, "the snapshot that was asked for");
}

/** A change that changes nothing is refused by everybody: it would hold up those that do. */
function checkNothingToChange(core: RaftCore, raft: Raft, nowUs: number): void {
  const output = new core.Output();
  const change = { kind: "change", steps: [], transition: "auto" } as const;
  raft.step(nowUs, { kind: "change-membership", change }, output);
  mustEqual(output.rejections.length, 1, "how often a change that changes nothing is refused");
}

/** A leader takes the way into a configuration that it was told to take. */
function checkTransition(core: RaftCore, raft: Raft, nowUs: number, transition: (typeof TRANSITIONS)[number]): void {
  const stranger = Math.max(...membersOf(raft.view.configuration)) + 1;
  const steps = [{ kind: "add-learner", node: stranger }] as const;
  const output = new core.Output();
  raft.step(nowUs, { kind: "change-membership", change: { kind: "change", steps, transition } }, output);
  if (output.rejections.length > 0) return;
  const { learners, leavesByItself, outgoing } = raft.view.configuration;
  mustEqual(learners.includes(stranger), true, `whether a learner was added by an ${transition} change`);
  mustEqual(outgoing.length > 0, transition !== "auto", `whether an ${transition} change of a learner is joint`);
  mustEqual(leavesByItself, transition === "implicit", `whether an ${transition} change is left by itself`);
}

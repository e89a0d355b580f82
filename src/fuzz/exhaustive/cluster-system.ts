import type { Violation } from "../../../invariants/index.ts";
import { createRegistration, KeyValueMachine } from "../../machine/index.ts";
import { type RaftCore, RaftHost } from "../../sut/index.ts";
import { left, pack, spend } from "./budget.ts";
import { violationOf } from "./failure.ts";
import {
  ASK,
  CRASH,
  DELIVER,
  DROP,
  HEARTBEAT,
  isSlow,
  kindOf,
  moveOf,
  nodeOfPair,
  pairOf,
  peerOfPair,
  SYNC,
  TIME_OUT,
  whichOf,
} from "./move.ts";
import { type Effect, NodeSteps } from "./node-steps.ts";
import { SUPPLIED } from "./observed-names.ts";
import type { Scope } from "./scope.ts";
import { settingsOf } from "./settings.ts";
import type { System, Visit } from "./system.ts";
import { Verdicts } from "./verdicts.ts";

/**
 * A cluster without time, on a network that forgets nothing: whatever was sent can arrive at any later time, once, again,
 * or never. So every order is in it, every loss and every duplicate, and what is in flight only grows. The core of a state
 * is each node's state, by number; the judge's; and what is left of the budget. Its possibilities are the letters.
 */
export class ClusterSystem implements System {
  readonly scope: Scope;
  readonly start: readonly number[];
  readonly coreLength: number;
  /** What broke when the nodes started, before any move; undefined if nothing did. With it there is nothing to search. */
  readonly brokenAtStart: Violation | undefined;
  readonly steps: NodeSteps;
  readonly verdicts = new Verdicts();
  /** The batches of observations of nodes' starts. */
  readonly firstObserved: number[] = [];
  private readonly nodes: number;
  private readonly judgePlace: number;
  private readonly budgetPlace: number;
  /** The state that a move makes. */
  private readonly next: number[] = [];

  constructor(core: RaftCore, scope: Scope) {
    const { commands: count, nodes } = scope;
    this.nodes = nodes;
    this.scope = scope;
    this.judgePlace = nodes;
    this.budgetPlace = nodes + 1;
    this.coreLength = nodes + 2;
    const commands = Array.from({ length: count }, (_, place) => createRegistration(nodes + 1 + place, 1));
    this.steps = new NodeSteps(SUPPLIED, commands);
    const begun = this.begin(new RaftHost(settingsOf(nodes), core, () => new KeyValueMachine(), false));
    this.start = begun.start;
    this.brokenAtStart = begun.violation;
  }

  expand(state: readonly number[], visit: Visit): void {
    this.moveLetters(state, visit);
    for (let node = 1; node <= this.nodes; node++) this.moveNode(state, node, visit);
  }

  private begin(host: RaftHost): { readonly start: readonly number[]; readonly violation: Violation | undefined } {
    let judge = this.verdicts.begin(this.nodes, SUPPLIED);
    const states: number[] = [];
    for (let node = 1; node <= this.nodes; node++) {
      const { failure, observed, state } = this.steps.begin(host, node, this.nodes);
      const verdict = this.verdicts.judge(judge, observed, this.steps.batches.at(observed));
      const violation = failure === undefined ? verdict.violation : violationOf(failure, 0);
      if (violation !== undefined) return { start: [], violation };
      this.firstObserved.push(observed);
      judge = verdict.judge;
      states.push(state);
    }
    return { start: [...states, judge, pack(this.scope)], violation: undefined };
  }

  /** Whom a move concerns, and what comes of it. It is one that can be made in the state. */
  effectOf(state: readonly number[], move: number): { readonly node: number; readonly effect: Effect } {
    const { input, name } = kindOf(move);
    const which = whichOf(move);
    let node = which;
    let detail = 0;
    if (name === "deliver") {
      node = this.steps.letters.at(which).to;
      detail = which;
    } else if (name === "drop") {
      node = nodeOfPair(which);
      detail = peerOfPair(which);
    } else if (name === "ask") detail = this.scope.commands - left(state[this.budgetPlace]!, "commands");
    return { node, effect: this.steps.step(state[node - 1]!, input, detail, isSlow(move)) };
  }

  private moveLetters(state: readonly number[], visit: Visit): void {
    for (let place = this.coreLength; place < state.length; place++) {
      for (let bits = state[place]!; bits !== 0; bits &= bits - 1) {
        this.move(state, visit, DELIVER, (place - this.coreLength) * 32 + 31 - Math.clz32(bits & -bits));
      }
    }
  }

  private moveNode(state: readonly number[], node: number, visit: Visit): void {
    const budget = state[this.budgetPlace]!;
    const { hasUnsynced, isLeader, isTimed, undecided } = this.steps.stateOf(state[node - 1]!);
    if (isLeader) {
      if (isTimed && left(budget, "heartbeats") > 0) this.move(state, visit, HEARTBEAT, node);
      if (undecided < this.scope.open && left(budget, "commands") > 0) this.move(state, visit, ASK, node);
      if (left(budget, "drops") > 0) this.dropOf(state, node, visit);
    } else if (isTimed && left(budget, "timeouts") > 0 && (node === 1 || !this.isUntouched(budget))) {
      this.move(state, visit, TIME_OUT, node);
    }
    if (hasUnsynced) this.move(state, visit, SYNC, node);
    if (left(budget, "crashes") > 0) this.move(state, visit, CRASH, node);
  }

  private dropOf(state: readonly number[], node: number, visit: Visit): void {
    for (let peer = 1; peer <= this.nodes; peer++) {
      if (peer !== node) this.move(state, visit, DROP, pairOf(node, peer));
    }
  }

  /** As nodes differ in nothing but their names before the first timer fires, that may as well be node 1's. */
  private isUntouched(budget: number): boolean {
    return left(budget, "timeouts") === this.scope.timeouts;
  }

  /** What a node writes becomes durable at once, or else, while that is in the budget, whenever the search wants it to. */
  private move(state: readonly number[], visit: Visit, kind: number, which: number): void {
    const move = moveOf(kind, which, false);
    const { effect, node } = this.effectOf(state, move);
    if (effect.isVoid) return;
    this.take(state, visit, move, node, effect);
    if (!effect.writes || kind === SYNC || left(state[this.budgetPlace]!, "slowSyncs") === 0) return;
    if (this.steps.stateOf(state[node - 1]!).hasUnsynced) return;
    const slowMove = moveOf(kind, which, true);
    this.take(state, visit, slowMove, node, this.effectOf(state, slowMove).effect);
  }

  private take(state: readonly number[], visit: Visit, move: number, node: number, effect: Effect): void {
    const { budgetPlace, judgePlace, next, steps } = this;
    const { failure, letters, observed } = effect;
    const { judge, violation } = this.verdicts.judge(state[judgePlace]!, observed, steps.batches.at(observed));
    if (failure !== undefined || violation !== undefined) {
      visit(move, next, true);
      return;
    }
    next.length = state.length;
    for (let i = 0; i < state.length; i++) next[i] = state[i]!;
    for (const letter of letters) this.send(letter);
    next[node - 1] = effect.state;
    next[judgePlace] = judge;
    if (areEqual(next, state)) return;
    next[budgetPlace] = budgetAfter(state[budgetPlace]!, move);
    visit(move, next, false);
  }

  private send(letter: number): void {
    const { next } = this;
    const place = this.coreLength + (letter >>> 5);
    while (next.length <= place) next.push(0);
    next[place] = next[place]! | (1 << (letter & 31));
  }
}

function budgetAfter(budget: number, move: number): number {
  const { spends } = kindOf(move);
  const rest = spends === undefined ? budget : spend(budget, spends);
  return isSlow(move) ? spend(rest, "slowSyncs") : rest;
}

/** What changes nothing but what is left of the budget is no move. */
function areEqual(next: readonly number[], state: readonly number[]): boolean {
  if (next.length !== state.length) return false;
  for (let i = 0; i < next.length; i++) if (next[i] !== state[i]) return false;
  return true;
}

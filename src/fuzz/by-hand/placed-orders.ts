import type { Aim, Fault, Instruction } from "../../chaos/index.ts";
import type { MembershipChange, MembershipStep } from "../operator/membership.ts";
import { aimAt } from "./aiming.ts";
import * as read from "./hand-values.ts";
import { PlacedFaults } from "./placed-faults.ts";

const PARTS = ["voter", "learner"] as const;
const CHANGES = ["change", "leave"] as const;
const TRANSITIONS = ["auto", "implicit", "explicit"] as const;
const STEPS = ["add-voter", "add-learner", "remove"] as const;

/** Whom an operator asked, and what came of it at once. */
export interface Answer {
  /** The node that was asked. */
  readonly node: number;
  /** Why it refused, in the words of the core, such as "change-under-way"; undefined if it set about it. */
  readonly refused: string | undefined;
}

/**
 * What a person may ask of a cluster as its operator, at this moment of virtual time. A node that refuses says why, and
 * nothing comes of it. What cannot be asked at all, where nobody leads, say, throws a SimulationError.
 */
export abstract class PlacedOrders extends PlacedFaults {
  /**
   * Asks the leader to make a node a voter, or a learner: one that has the log and does not vote. It may be a spare, or
   * a member that is the other so far: to make a learner a voter promotes it.
   *
   * A voter counts in every quorum from the moment that the leader appends the change, though it may still lack the whole
   * log. A cluster that needs its vote, because few others are up, commits nothing until it has caught up: take it in as a
   * learner first, and promote it when its `lastIndex` is near the leader's.
   */
  addServer(node: number, as: (typeof PARTS)[number] = "voter"): Answer {
    const kind = read.oneOf("a server's part", as, PARTS) === "voter" ? "add-voter" : "add-learner";
    return this.change([{ kind, node: this.numberOf(node) }]);
  }

  /** Asks the leader to do without a server, which may be the leader itself. */
  removeServer(node: number): Answer {
    return this.change([{ kind: "remove", node: this.numberOf(node) }]);
  }

  /**
   * Asks the leader for any change: of many servers at once, or into a joint configuration that stays until
   * `{ kind: "leave" }` asks to leave it.
   */
  changeMembership(change: MembershipChange): Answer {
    return this.askLeader({ kind: "change-membership", change: this.readChange(change) });
  }

  /** Asks the leader to hand its leadership to another voter; 0: to whoever is best. */
  transferLeadership(to = 0): Answer {
    return this.askLeader({ kind: "transfer", to: read.wholeNumber("a node", to, 0, this.cluster.nodes) });
  }

  /** Asks a node to take a snapshot of its machine. */
  takeSnapshot(aim: Aim): Answer {
    this.assertGoing();
    return this.instruct(aimAt(this.cluster, aim), { kind: "take-snapshot" });
  }

  /** Asks a node to end gracefully: a leader hands its leadership over first. It restarts when the time is over. */
  stop(aim: Aim, span: read.Span = {}): number {
    return this.placeAt(aim, (node): Fault => ({ kind: "stop", aim: node, forUs: read.spanUs(span) }));
  }

  /** Asks a node that is up, and tells what it said. @throws SimulationError if it is paused. */
  protected abstract instruct(node: number, instruction: Instruction): Answer;

  private change(steps: readonly MembershipStep[]): Answer {
    return this.askLeader({ kind: "change-membership", change: { kind: "change", steps, transition: "auto" } });
  }

  private askLeader(instruction: Instruction): Answer {
    this.assertGoing();
    return this.instruct(aimAt(this.cluster, "leader"), instruction);
  }

  private readChange(change: MembershipChange): MembershipChange {
    read.knownKeys("a change", change, ["kind", "steps", "transition"]);
    read.oneOf("a change", change.kind, CHANGES);
    if (change.kind === "leave") return { kind: "leave" };
    if (!Array.isArray(change.steps)) throw read.refusal("a change", "a list of steps", change.steps);
    const steps = change.steps.map((step: MembershipStep): MembershipStep => {
      read.knownKeys("a step", step, ["kind", "node"]);
      return { kind: read.oneOf("a step", step.kind, STEPS), node: this.numberOf(step.node) };
    });
    return { kind: "change", steps, transition: read.oneOf("a transition", change.transition, TRANSITIONS) };
  }

  private numberOf(node: number): number {
    return read.wholeNumber("a node", node, 1, this.cluster.nodes);
  }
}

import { type Aim, allNodes, type Fault, SHAPES, type Shape } from "../../chaos/index.ts";
import { RATE } from "../../form/quantity.ts";
import type { Moment } from "../../sim/index.ts";
import { LIES, type Lie } from "../../sut/index.ts";
import type { Cluster } from "../cluster.ts";
import { aimAt } from "./aiming.ts";
import * as read from "./hand-values.ts";
import { conditionsOf, type NetworkConditions } from "./network-conditions.ts";
import { SimulationError } from "./simulation-error.ts";

const MOMENTS: readonly Moment[] = ["send", "write", "vote"];

/**
 * Faults that a person places in a cluster, each at this moment of virtual time. Times are in milliseconds. A fault
 * that is not given `forMs` lasts until something else ends it, or the calm. Whom an aim means is found now; where a
 * verb hits a node, it gives the node's number. What cannot be throws a SimulationError.
 */
export abstract class PlacedFaults {
  protected abstract readonly cluster: Cluster;
  protected abstract readonly canLie: boolean;

  /** Cuts both directions between these nodes and all others. Clients reach both sides. */
  partition(nodes: readonly number[], span: read.Span = {}): void {
    const group = read.nodeNumbers(nodes, this.cluster.nodes);
    if (group.length === 0 || group.length === this.cluster.nodes) {
      throw new SimulationError(
        `a partition needs nodes on both sides: ${group.length} of ${this.cluster.nodes} named`,
      );
    }
    this.place({ kind: "cut-off", nodes: group, forUs: read.spanUs(span) });
  }

  /** Cuts one node off from all others. */
  isolate(aim: Aim, span: read.Span = {}): number {
    this.assertGoing();
    const node = aimAt(this.cluster, aim);
    this.partition([node], span);
    return node;
  }

  /** Cuts links by a shape, such as "bridge" or "ring"; who stands where is drawn. */
  shape(shape: Shape, span: read.Span = {}): void {
    this.place({ kind: "partition", shape: read.oneOf("a shape", shape, SHAPES), forUs: read.spanUs(span) });
  }

  /** Ends every partition. */
  heal(): void {
    this.place({ kind: "heal" });
  }

  /** Holds up all that one node sends to another from now on, and lets it through in one burst. */
  clog(from: number, to: number, forMs: number): void {
    const [sender, receiver] = read.nodeNumbers([from, to], this.cluster.nodes) as [number, number];
    this.place({ kind: "clog", from: sender, to: receiver, forUs: read.duration("forMs", forMs) });
  }

  /**
   * What every link does to messages from now on, in the words of a scenario file; `{}` is a network without faults.
   */
  network(conditions: NetworkConditions): void {
    this.place({ kind: "set-conditions", changes: conditionsOf(conditions), scope: "all" });
  }

  /** Crashes a node: what it had not synced may be lost or torn. It restarts when the time is over. */
  crash(aim: Aim, span: read.Span = {}): number {
    return this.placeAt(aim, (node) => ({ kind: "crash", aim: node, forUs: read.spanUs(span) }));
  }

  /** Crashes a node at a bad moment: at the end of the next event in which it sends, writes or votes. */
  crashAfter(aim: Aim, moment: Moment, span: read.Span = {}): number {
    const awaited = read.oneOf("a moment", moment, MOMENTS);
    return this.placeAt(aim, (node) => ({
      kind: "crash-after",
      aim: node,
      moment: awaited,
      forUs: read.spanUs(span),
    }));
  }

  /** Crashes every node. */
  crashAll(span: read.Span = {}): void {
    this.place({ kind: "crash-all", forUs: read.spanUs(span) });
  }

  /** Restarts a node that is down, from its disk. */
  restart(node: number): void {
    read.wholeNumber("a node", node, 1, this.cluster.nodes);
    if (this.cluster.isUp(node)) throw new SimulationError(`node ${node} is up`);
    if (this.cluster.isDamaged(node)) throw new SimulationError(`node ${node} cannot restart: its disk is damaged`);
    this.place({ kind: "recover", node });
  }

  /** Stops a node for a while, but not its clock, as a garbage collection does. */
  pause(aim: Aim, forMs: number): number {
    return this.placeAt(aim, (node) => ({ kind: "pause", aim: node, forUs: read.duration("forMs", forMs) }));
  }

  /** Lets a node take so much longer for every event; 0 ends it, as does a crash. */
  slowNode(aim: Aim, perEventMs: number, span: read.Span = {}): number {
    const perEventUs = read.microseconds("perEventMs", perEventMs, 0);
    return this.placeAt(aim, (node) => ({ kind: "slow-node", aim: node, perEventUs, forUs: read.spanUs(span) }));
  }

  /** Lets each sync of a node's disk take so much longer, or between two such times; 0 ends it. */
  slowDisk(aim: Aim, addedMs: number | readonly [number, number], span: read.Span = {}): number {
    const { min, max } = read.rangeUs("addedMs", addedMs);
    return this.placeAt(aim, (node) => ({
      kind: "slow-disk",
      aim: node,
      addedMinUs: min,
      addedMaxUs: max,
      forUs: read.spanUs(span),
    }));
  }

  /** The next sync of a node's disk fails. The node stops then, and restarts when the time is over. */
  failSync(aim: Aim, span: read.Span = {}): number {
    return this.placeAt(aim, (node) => ({ kind: "fail-sync", aim: node, forUs: read.spanUs(span) }));
  }

  /**
   * A node's disk is full: its next write fails, and the node stops. When the time is over there is room; it restarts.
   */
  fillDisk(aim: Aim, span: read.Span = {}): number {
    return this.placeAt(aim, (node) => ({ kind: "fill-disk", aim: node, forUs: read.spanUs(span) }));
  }

  /**
   * Damages what lies on a node's disk, for good: when the node next reads it, it ends. Less than half can be damaged.
   */
  damageDisk(aim: Aim): number {
    return this.placeAt(aim, (node) => {
      if (this.cluster.isDamaged(node)) throw new SimulationError(`the disk of node ${node} is damaged already`);
      return { kind: "damage-disk", aim: node };
    });
  }

  /** Sets a node's clock forward; or back, and then it stands still until its true time has caught up. */
  jumpClock(aim: Aim, byMs: number): number {
    const size = read.duration("a jump in either direction", typeof byMs === "number" ? Math.abs(byMs) : byMs);
    return this.placeAt(aim, (node) => ({ kind: "jump-clock", aim: node, byUs: byMs < 0 ? -size : size }));
  }

  /** Lets a node's clock run at another rate from now on: "80%" or "x0.8" of the world's. */
  setClockRate(aim: Aim, rate: string): number {
    const ratePerMille = typeof rate === "string" ? RATE.read(rate) : undefined;
    if (ratePerMille === undefined) throw read.refusal("setClockRate", RATE.takes, rate);
    return this.placeAt(aim, (node) => ({ kind: "set-clock-rate", aim: node, ratePerMille }));
  }

  /** From now on these nodes lie, all in these ways, and all others are honest; `lie([], [])` makes an end of it. */
  lie(nodes: number | readonly number[], lies: readonly Lie[]): void {
    const liars = read.nodeNumbers(typeof nodes === "number" ? [nodes] : nodes, this.cluster.nodes);
    if (!Array.isArray(lies)) throw read.refusal("lie", `a list of ${LIES.join(", ")}`, lies);
    const told = lies.map((lie) => read.oneOf("a lie", lie, LIES));
    if (!this.canLie) throw new SimulationError("the nodes of this scenario cannot lie: it has no liars");
    if (liars.length > 0 && told.length === 0) throw new SimulationError(`liars need lies: ${LIES.join(", ")}`);
    this.place({ kind: "appoint-liars", liars, lies: told });
  }

  /** Carries a fault out; the nodes that it hit, undefined if there were none. */
  protected abstract place(fault: Fault): readonly number[] | undefined;

  /** @throws SimulationError if the run is over. */
  protected abstract assertGoing(): void;

  /** Carries out the fault for the node that an aim means, and gives that node. */
  protected placeAt(aim: Aim, faultFor: (node: number) => Fault): number {
    this.assertGoing();
    const node = aimAt(this.cluster, aim);
    const fault = faultFor(node);
    if (this.place(fault) !== undefined) return node;
    const sound = allNodes(this.cluster).filter((one) => !this.cluster.isDamaged(one)).length;
    throw new SimulationError(
      fault.kind === "damage-disk"
        ? `node ${node} is spared: more than half of the disks must stay sound, and ${sound} are`
        : fault.kind === "stop" && !this.cluster.isListening(node)
          ? `node ${node} does not listen now`
          : `node ${node} is spared: the scenario's budget keeps a majority running`,
    );
  }
}

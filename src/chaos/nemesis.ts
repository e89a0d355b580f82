import {
  type Choices,
  FAIR_CONDITIONS,
  type Link,
  type LinkConditions,
  type Witness,
  type World,
} from "../sim/index.ts";
import { allNodes, leadersOf, nodesDown, nodesUp, resolveAim } from "./aim.ts";
import { Ambush, type AmbushFault } from "./ambush.ts";
import { Casualties } from "./casualties.ts";
import { pinned } from "./deed.ts";
import { Draws } from "./draws.ts";
import { endOf } from "./endings.ts";
import type { Aim, Fault, Shape } from "./fault.ts";
import { copyOf, FAULT_KINDS, type FaultCounts, noFaults } from "./fault-counts.ts";
import { Journal } from "./journal.ts";
import { Liars } from "./liars.ts";
import { type PartitionFault, Partitions } from "./partitions.ts";
import type { Recording } from "./recording.ts";
import type { Roles } from "./roles.ts";
import type { Budget } from "./scenario.ts";
import { cutOff, linksCutBy, nodesToName } from "./shape.ts";
import { Slowness } from "./slowness.ts";

/** All that conditions consist of. */
const CONDITIONS = Object.keys(FAIR_CONDITIONS) as (keyof LinkConditions)[];

/** The nodes that a fault hit, none if it is for all; undefined if it hit nothing, or nothing yet. */
export type Hit = readonly number[] | undefined;

/**
 * Carries out faults on a world: finds whom each is for, keeps within the budget, remembers what must end and when, and
 * writes down what was hit. Its name is the one that such a part has in the field.
 */
export class Nemesis<W extends Witness> {
  readonly counts: FaultCounts;
  readonly journal: Journal;
  private readonly roles: Roles<W>;
  private readonly budget: Budget;
  private readonly choices: Choices;
  private readonly casualties: Casualties<W>;
  private readonly liars: Liars<W>;
  private readonly partitions: Partitions;
  private readonly slowness: Slowness;
  private ambush: Ambush | undefined;

  /** With an original, what `fork` makes. */
  constructor(roles: Roles<W>, budget: Budget, choices: Choices, recording?: Recording, original?: Nemesis<W>) {
    this.roles = roles;
    this.budget = budget;
    this.choices = choices;
    this.counts = original ? copyOf(original.counts) : noFaults();
    this.journal = original?.journal.fork() ?? new Journal(recording);
    this.casualties = original?.casualties.fork() ?? new Casualties(budget);
    this.liars = original?.liars.fork() ?? new Liars(roles);
    this.partitions = original?.partitions.fork() ?? new Partitions();
    this.slowness = original?.slowness.fork() ?? new Slowness();
    this.ambush = original?.ambush?.fork();
  }

  /** Carries out the fault that an operation brings, which brings one of each kind at the most; what it hit. */
  carryOut(world: World<W>, fault: Fault, operation: number): Hit {
    const draws = new Draws(this.choices, FAULT_KINDS.indexOf(fault.kind), operation);
    const hit = this.perform(world, fault, operation, draws);
    if (hit !== undefined) this.note(world, fault, hit);
    return hit;
  }

  /** Does what is due by now. To be called whenever the director acts. */
  act(world: World<W>): void {
    this.partitions.act(world);
    this.beginWaiting(world);
    for (const node of this.casualties.act(world)) this.liars.rejoin(world, node);
    this.slowness.act(world);
    this.springAmbush(world);
  }

  /**
   * Ends every fault but what is broken for good; nodes that are down stay down. Links are left in these conditions.
   */
  endAll(world: World<W>, conditions: LinkConditions): void {
    this.ambush = undefined;
    this.partitions.heal(world);
    world.healAll();
    world.unclogAll();
    world.setConditions(conditions, "all");
    this.liars.dismiss(world);
    this.casualties.endAll(world);
    this.slowness.endAll(world);
    for (const node of allNodes(world)) world.settleClock(node);
  }

  fork(): Nemesis<W> {
    return new Nemesis(this.roles, this.budget, this.choices.fork(), undefined, this);
  }

  private note(world: World<W>, fault: Fault, nodes: readonly number[]): void {
    this.counts.kinds[fault.kind]++;
    this.journal.note({ event: world.eventCount, atUs: world.nowUs, fault, nodes });
    this.journal.recording?.note(world.nowUs, pinned(fault, nodes, this.partitions.latest));
  }

  private perform(world: World<W>, fault: Fault, operation: number, draws: Draws): Hit {
    const { casualties, slowness } = this;
    switch (fault.kind) {
      case "set-conditions":
        return this.setConditions(world, fault);
      case "partition":
        return this.partition(world, fault, operation, draws);
      case "cut-off":
        this.partitions.begin(world, cutOff(allNodes(world), fault.nodes), endOf(world, fault.forUs), false);
        return fault.nodes;
      case "heal":
        return this.heal(world);
      case "clog":
        return this.clog(world, fault, draws);
      case "crash":
        return this.stop(world, fault.aim, draws, (node) => this.crash(world, node, fault.forUs));
      case "crash-after":
        return this.stop(world, fault.aim, draws, (node) => {
          world.crashAfter(node, fault.moment);
          casualties.doom(world, node, fault.forUs);
        });
      case "ambush":
        return this.layAmbush(world, fault, draws);
      case "crash-all":
        return this.crashAll(world, fault.forUs);
      case "stop":
        return this.askToStop(world, fault, draws);
      case "recover":
        return this.recover(world, fault, draws);
      case "pause":
        return this.stop(world, fault.aim, draws, (node) => casualties.pause(world, node, fault.forUs));
      case "slow-node":
        return this.hit(world, fault.aim, draws, (node) => slowness.ofNode(world, node, fault));
      case "slow-disk":
        return this.hit(world, fault.aim, draws, (node) => slowness.ofDisk(world, node, fault));
      case "fail-sync":
        return this.stop(world, fault.aim, draws, (node) => {
          world.failNextSync(node);
          casualties.doom(world, node, fault.forUs);
        });
      case "fill-disk":
        return this.stop(world, fault.aim, draws, (node) => casualties.fillDisk(world, node, fault.forUs));
      case "damage-disk":
        return this.damageDisk(world, fault.aim, draws);
      case "jump-clock":
        return this.hit(world, fault.aim, draws, (node) => {
          world.jumpClock(node, fault.byUs);
          if (fault.byUs < 0) this.counts.backwardJumps++;
        });
      case "set-clock-rate":
        return this.hit(world, fault.aim, draws, (node) => world.setClockRate(node, fault.ratePerMille));
      case "appoint-liars":
        return this.liars.replace(world, fault.liars, fault.lies, draws);
    }
  }

  /** What is set to what it was is no fault. */
  private setConditions(world: World<W>, { changes, scope }: Extract<Fault, { kind: "set-conditions" }>): Hit {
    const link = typeof scope === "string" ? { from: 1, to: 2 } : scope;
    const before: LinkConditions = world.conditionsOf(link.from, link.to);
    world.setConditions(changes, scope);
    const after = world.conditionsOf(link.from, link.to);
    return CONDITIONS.some((name) => after[name] !== before[name]) ? [] : undefined;
  }

  /** Hits the node that the aim means among those that are up. */
  private hit(world: World<W>, aim: Aim, draws: Draws, strike: (node: number) => void): Hit {
    const node = resolveAim(world, this.roles, aim, nodesUp(world), draws);
    if (node === undefined) return undefined;
    strike(node);
    return [node];
  }

  /** Hits the node that the aim means, if the budget allows that it stops; a paused one only if named by its number. */
  private stop(world: World<W>, aim: Aim, draws: Draws, strike: (node: number) => void): Hit {
    const candidates = typeof aim === "number" ? nodesUp(world) : this.casualties.running(world);
    return this.stopOneOf(world, candidates, aim, draws, strike);
  }

  private stopOneOf(
    world: World<W>,
    candidates: readonly number[],
    aim: Aim,
    draws: Draws,
    strike: (node: number) => void,
  ): Hit {
    const node = resolveAim(world, this.roles, aim, candidates, draws);
    if (node === undefined) return undefined;
    if (!this.casualties.mayStop(world, node)) return this.spare();
    strike(node);
    return [node];
  }

  /** Only who can listen can be asked. */
  private askToStop(world: World<W>, { aim, forUs }: Extract<Fault, { kind: "stop" }>, draws: Draws): Hit {
    const listening = allNodes(world).filter((node) => world.isListening(node));
    return this.stopOneOf(world, listening, aim, draws, (node) => {
      this.roles.stop(world, node);
      this.casualties.askedToStop(world, node, forUs);
    });
  }

  private spare(): undefined {
    this.counts.spared++;
    return undefined;
  }

  private crash(world: World<W>, node: number, forUs: number): void {
    if (this.roles.leads(world, node)) this.counts.leaderCrashes++;
    this.casualties.crash(world, node, forUs);
  }

  private crashAll(world: World<W>, forUs: number): Hit {
    const victims = nodesUp(world);
    if (victims.length === 0) return undefined;
    if (!this.casualties.mayStopAll) return this.spare();
    for (const node of victims) this.crash(world, node, forUs);
    return victims;
  }

  /** A node may fail as it starts, which ends the run: what began that is written down all the same. */
  private recover(world: World<W>, fault: Extract<Fault, { kind: "recover" }>, draws: Draws): Hit {
    const node = fault.node ?? draws.among(nodesDown(world).filter((down) => !world.isDamaged(down)));
    if (node === undefined) return undefined;
    try {
      if (!this.casualties.restart(world, node)) return undefined;
    } catch (error) {
      this.note(world, fault, [node]);
      throw error;
    }
    this.liars.rejoin(world, node);
    return [node];
  }

  private partition(world: World<W>, fault: PartitionFault, operation: number, draws: Draws): Hit {
    if (this.partitions.count >= this.budget.partitionsAtOnce) {
      this.partitions.postpone({ fault, operation });
      return undefined;
    }
    const links = fault.links ?? this.drawLinks(world, fault.shape, draws);
    if (links.length === 0) return undefined;
    if (this.partitions.count > 0) this.counts.overlappingPartitions++;
    this.counts.shapes[fault.shape]++;
    this.partitions.begin(world, links, endOf(world, fault.forUs), fault.shape === "flapping");
    return nodesToName(fault.shape, links, allNodes(world));
  }

  private drawLinks(world: World<W>, shape: Shape, draws: Draws): readonly Link[] {
    return linksCutBy(shape, allNodes(world), draws.among(leadersOf(world, this.roles)), draws);
  }

  private beginWaiting(world: World<W>): void {
    while (this.partitions.count < this.budget.partitionsAtOnce) {
      const next = this.partitions.takeWaiting();
      if (next === undefined) return;
      this.carryOut(world, next.fault, next.operation);
    }
  }

  private heal(world: World<W>): Hit {
    const isWhole = this.partitions.count === 0;
    this.partitions.heal(world);
    return isWhole ? undefined : [];
  }

  private clog(world: World<W>, fault: Extract<Fault, { kind: "clog" }>, draws: Draws): Hit {
    const from = resolveAim(world, this.roles, fault.from, allNodes(world), draws);
    const others = allNodes(world).filter((node) => node !== from);
    const to = resolveAim(world, this.roles, fault.to, others, draws);
    if (from === undefined || to === undefined) return undefined;
    world.clog(from, to, endOf(world, fault.forUs));
    return [from, to];
  }

  /** One ambush at a time: while it waits for its victim, another crashes anyone. */
  private layAmbush(world: World<W>, fault: AmbushFault, draws: Draws): Hit {
    const strike = (node: number) => this.crash(world, node, fault.forUs);
    if (this.ambush !== undefined) return this.stop(world, "anyone", draws, strike);
    this.ambush = Ambush.lay(world, this.roles, fault);
    return undefined;
  }

  private springAmbush(world: World<W>): void {
    const victim = this.ambush?.look(world, this.roles) ?? 0;
    if (victim === 0) return;
    const { fault } = this.ambush!;
    this.ambush = undefined;
    if (this.casualties.mayStop(world, victim)) {
      this.crash(world, victim, fault.forUs);
      this.note(world, fault, [victim]);
    } else this.spare();
  }

  private damageDisk(world: World<W>, aim: Aim, draws: Draws): Hit {
    if (!this.casualties.mayDamageAnother(world)) return this.spare();
    const sound = allNodes(world).filter((node) => !world.isDamaged(node));
    const node = resolveAim(world, this.roles, aim, sound, draws);
    if (node === undefined) return undefined;
    world.damageDisk(node);
    return [node];
  }
}

import type { Choices, LinkConditions, Witness, World } from "../sim/index.ts";
import { allNodes, nodesDown, nodesUp, resolveAim } from "./aim.ts";
import { Ambush } from "./ambush.ts";
import { Draws } from "./draws.ts";
import { type EndingKind, Endings } from "./endings.ts";
import type { Aim, Fault } from "./fault.ts";
import { copyOf, FAULT_KINDS, type FaultCounts, noFaults } from "./fault-counts.ts";
import { Journal } from "./journal.ts";
import { Partitions } from "./partitions.ts";
import type { Roles } from "./roles.ts";
import type { Budget } from "./scenario.ts";
import { cutOff, linksCutBy } from "./shape.ts";

type PartitionFault = Extract<Fault, { kind: "partition" }>;

/** A partition that waits until fewer are in force, with the operation that its draws hang from. */
interface WaitingPartition {
  readonly fault: PartitionFault;
  readonly operation: number;
}

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
  private readonly partitions: Partitions;
  private readonly endings: Endings;
  private waiting: readonly WaitingPartition[] = [];
  private ambush: Ambush | undefined = undefined;
  /** How long each node stays down that will go down on its own: its disk fails it, or a moment to crash at comes. */
  private readonly doomed: Map<number, number>;
  private liars: readonly number[] = [];
  private lies: readonly string[] = [];

  constructor(roles: Roles<W>, budget: Budget, choices: Choices, original?: Nemesis<W>) {
    this.roles = roles;
    this.budget = budget;
    this.choices = choices;
    this.counts = original ? copyOf(original.counts) : noFaults();
    this.journal = original?.journal.fork() ?? new Journal();
    this.partitions = original?.partitions.fork() ?? new Partitions();
    this.endings = original?.endings.fork() ?? new Endings();
    this.doomed = new Map(original?.doomed);
  }

  /** Carries out the fault that an operation brings. One of each kind at the most can hang from an operation. */
  carryOut(world: World<W>, fault: Fault, operation: number): void {
    const hit = this.perform(world, fault, operation);
    if (hit === undefined) return;
    this.counts.kinds[fault.kind]++;
    this.journal.note({ event: world.eventCount, atUs: world.nowUs, fault, nodes: hit });
  }

  /** Does what is due by now. To be called whenever the director acts. */
  act(world: World<W>): void {
    this.partitions.act(world);
    this.beginWaiting(world);
    for (const { kind, node } of this.endings.takeDue(world.nowUs)) this.end(world, kind, node);
    this.noticeDoomed(world);
    this.springAmbush(world);
  }

  /** Ends every fault but what is broken for good; nodes that are down stay down. Links are left in these conditions. */
  endAll(world: World<W>, conditions: LinkConditions): void {
    this.waiting = [];
    this.partitions.heal(world);
    world.healAll();
    world.unclogAll();
    world.setConditions(conditions, "all");
    this.ambush = undefined;
    this.doomed.clear();
    this.appointLiars(world, [], []);
    for (const node of allNodes(world)) this.leaveAlone(world, node);
    this.endings.takeDue(Number.MAX_SAFE_INTEGER);
  }

  fork(): Nemesis<W> {
    const copy = new Nemesis(this.roles, this.budget, this.choices.fork(), this);
    copy.waiting = this.waiting;
    copy.ambush = this.ambush?.fork();
    copy.liars = this.liars;
    copy.lies = this.lies;
    return copy;
  }

  /** The nodes that it hit; undefined if it hit nothing. */
  private perform(world: World<W>, fault: Fault, operation: number): readonly number[] | undefined {
    const draws = new Draws(this.choices, FAULT_KINDS.indexOf(fault.kind), operation);
    switch (fault.kind) {
      case "set-conditions":
        world.setConditions(fault.changes, fault.scope);
        return [];
      case "partition":
        return this.partition(world, fault, operation);
      case "cut-off":
        this.partitions.begin(world, cutOff(allNodes(world), fault.nodes), untilUs(world, fault.forUs), false);
        return fault.nodes;
      case "heal":
        this.waiting = [];
        this.partitions.heal(world);
        return [];
      case "clog":
        return this.clog(world, fault, draws);
      case "crash":
        return this.hit(world, fault.aim, draws, true, (node) => this.crash(world, node, fault.forUs));
      case "crash-after":
        return this.hit(world, fault.aim, draws, true, (node) => {
          world.crashAfter(node, fault.moment);
          this.doomed.set(node, fault.forUs);
        });
      case "ambush":
        return this.layAmbush(world, fault.delayUs, fault.forUs, draws);
      case "crash-all":
        return this.crashAll(world, fault.forUs);
      case "recover": {
        const node = draws.among(nodesDown(world));
        return node !== undefined && this.restart(world, node) ? [node] : undefined;
      }
      case "pause":
        return this.hit(world, fault.aim, draws, true, (node) => world.pause(node, fault.forUs));
      case "slow-node":
        return this.hit(world, fault.aim, draws, false, (node) => {
          world.slowDown(node, fault.perEventUs);
          this.endings.add(world, "full-speed", node, fault.forUs);
        });
      case "slow-disk":
        return this.hit(world, fault.aim, draws, false, (node) => {
          world.slowDisk(node, fault.addedMinUs, fault.addedMaxUs);
          this.endings.add(world, "fast-disk", node, fault.forUs);
        });
      case "fail-sync":
        return this.hit(world, fault.aim, draws, true, (node) => {
          world.failNextSync(node);
          this.doomed.set(node, fault.forUs);
        });
      case "fill-disk":
        return this.hit(world, fault.aim, draws, true, (node) => {
          world.fillDisk(node);
          this.endings.add(world, "free-disk", node, fault.forUs);
        });
      case "damage-disk":
        return this.damageDisk(world, fault.aim, draws);
      case "jump-clock":
        return this.hit(world, fault.aim, draws, false, (node) => {
          world.jumpClock(node, fault.byUs);
          if (fault.byUs < 0) this.counts.backwardJumps++;
        });
      case "set-clock-rate":
        return this.hit(world, fault.aim, draws, false, (node) => world.setClockRate(node, fault.ratePerMille));
      case "appoint-liars":
        return this.chooseLiars(world, fault.liars, fault.lies, draws);
    }
  }

  /** Hits the node that the aim means; one that stops a node only if the budget allows another to be stopped. */
  private hit(
    world: World<W>,
    aim: Aim,
    draws: Draws,
    stops: boolean,
    strike: (node: number) => void,
  ): number[] | undefined {
    const candidates = nodesUp(world).filter((node) => !stops || this.isStanding(world, node));
    const node = resolveAim(world, this.roles, aim, candidates, draws);
    if (node === undefined) return undefined;
    if (stops && !this.mayStopAnother(world)) {
      this.counts.spared++;
      return undefined;
    }
    strike(node);
    return [node];
  }

  private isStanding(world: World<W>, node: number): boolean {
    return world.isUp(node) && !world.isPaused(node);
  }

  private mayStopAnother(world: World<W>): boolean {
    if (this.budget.down === "any") return true;
    const standing = allNodes(world).filter((node) => this.isStanding(world, node) && !this.doomed.has(node));
    return (standing.length - 1) * 2 > world.nodes;
  }

  private crash(world: World<W>, node: number, forUs: number): void {
    if (this.roles.leaders(world).includes(node)) this.counts.leaderCrashes++;
    world.crash(node);
    this.endings.add(world, "restart", node, forUs);
  }

  private crashAll(world: World<W>, forUs: number): number[] | undefined {
    if (this.budget.down !== "any") {
      this.counts.spared++;
      return undefined;
    }
    const victims = nodesUp(world);
    for (const node of victims) this.crash(world, node, forUs);
    return victims.length > 0 ? victims : undefined;
  }

  /** A node that lied before it crashed goes on lying; one whose disk is damaged does not come back. */
  private restart(world: World<W>, node: number): boolean {
    if (world.isUp(node) || !world.restart(node)) return false;
    if (this.liars.includes(node)) this.roles.setLies(world, node, this.lies);
    return true;
  }

  private partition(world: World<W>, fault: PartitionFault, operation: number): number[] | undefined {
    if (this.partitions.count >= this.budget.partitionsAtOnce) {
      this.waiting = [...this.waiting, { fault, operation }];
      return undefined;
    }
    if (this.partitions.count > 0) this.counts.overlappingPartitions++;
    const draws = new Draws(this.choices, FAULT_KINDS.indexOf("partition"), operation);
    const leader = draws.among(this.roles.leaders(world));
    const links = linksCutBy(fault.shape, allNodes(world), leader, draws);
    this.counts.shapes[fault.shape]++;
    this.partitions.begin(world, links, untilUs(world, fault.forUs), fault.shape === "flapping");
    return [...new Set(links.map(({ from }) => from))];
  }

  private beginWaiting(world: World<W>): void {
    while (this.waiting.length > 0 && this.partitions.count < this.budget.partitionsAtOnce) {
      const { fault, operation } = this.waiting[0]!;
      this.waiting = this.waiting.slice(1);
      this.carryOut(world, fault, operation);
    }
  }

  private clog(world: World<W>, fault: Extract<Fault, { kind: "clog" }>, draws: Draws): number[] | undefined {
    const from = resolveAim(world, this.roles, fault.from, allNodes(world), draws)!;
    const others = allNodes(world).filter((node) => node !== from);
    const to = resolveAim(world, this.roles, fault.to, others, draws);
    if (to === undefined) return undefined;
    world.clog(from, to, untilUs(world, fault.forUs));
    return [from, to];
  }

  /** One ambush at a time: while it waits for its victim, another crashes anyone. */
  private layAmbush(world: World<W>, delayUs: number, forUs: number, draws: Draws): number[] | undefined {
    if (this.ambush === undefined) {
      this.ambush = Ambush.lay(world, this.roles, delayUs, forUs);
      return [];
    }
    return this.hit(world, "anyone", draws, true, (node) => this.crash(world, node, forUs));
  }

  private springAmbush(world: World<W>): void {
    const victim = this.ambush?.look(world, this.roles) ?? 0;
    if (victim === 0) return;
    const { forUs } = this.ambush!;
    this.ambush = undefined;
    if (this.mayStopAnother(world)) this.crash(world, victim, forUs);
    else this.counts.spared++;
  }

  private noticeDoomed(world: World<W>): void {
    for (const [node, forUs] of this.doomed) {
      if (world.isUp(node)) continue;
      this.doomed.delete(node);
      this.endings.add(world, "restart", node, forUs);
    }
  }

  private damageDisk(world: World<W>, aim: Aim, draws: Draws): number[] | undefined {
    const sound = allNodes(world).filter((node) => !world.isDamaged(node));
    const bearable = Math.min(this.budget.damagedNodes, Math.floor((world.nodes - 1) / 2));
    if (world.nodes - sound.length >= bearable) {
      this.counts.spared++;
      return undefined;
    }
    const node = resolveAim(world, this.roles, aim, sound, draws);
    if (node === undefined) return undefined;
    world.damageDisk(node);
    return [node];
  }

  /** Others take over if there are enough of them. */
  private chooseLiars(world: World<W>, count: number, lies: readonly string[], draws: Draws): number[] {
    const chosen: number[] = [];
    const fresh = allNodes(world).filter((node) => !this.liars.includes(node));
    const pool = fresh.length >= count ? fresh : allNodes(world);
    while (chosen.length < count && pool.length > 0) chosen.push(...pool.splice(draws.below(pool.length), 1));
    this.appointLiars(world, chosen, lies);
    return chosen;
  }

  private appointLiars(world: World<W>, liars: readonly number[], lies: readonly string[]): void {
    for (const node of this.liars) this.roles.setLies(world, node, []);
    for (const node of liars) this.roles.setLies(world, node, lies);
    this.liars = liars;
    this.lies = lies;
  }

  private end(world: World<W>, kind: EndingKind, node: number): void {
    switch (kind) {
      case "restart":
        this.restart(world, node);
        break;
      case "full-speed":
        world.slowDown(node, 0);
        break;
      case "fast-disk":
        world.slowDisk(node, 0, 0);
        break;
      case "free-disk":
        world.freeDisk(node);
        this.restart(world, node);
        break;
    }
  }

  private leaveAlone(world: World<W>, node: number): void {
    world.disarm(node);
    world.resume(node);
    world.slowDown(node, 0);
    world.slowDisk(node, 0, 0);
    world.freeDisk(node);
    world.settleClock(node);
  }
}

function untilUs<W extends Witness>(world: World<W>, forUs: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, world.nowUs + forUs);
}

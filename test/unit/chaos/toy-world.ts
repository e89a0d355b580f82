import { type Budget, type Fault, Nemesis, type Roles } from "../../../src/chaos/index.ts";
import {
  Choices,
  type Director,
  type DurableImage,
  expandSeed,
  type Host,
  type Process,
  type Program,
  TRUE_CLOCK,
  type Witness,
  World,
} from "../../../src/sim/index.ts";
import { PLAIN_DISK, PLAIN_NETWORK } from "../sim/probe.ts";

/** A system on which every fault can be seen: all nodes talk to each other and write to their disks without a pause. */

export const TICK_US = 1_000;
/** Every so many ticks a node says that it votes. */
const TICKS_PER_VOTE = 8;
/** A node that is asked to end takes so many ticks. */
export const TICKS_TO_END = 7;

export class ToyWitness implements Witness {
  nowUs = 0;
  /** When something last came from one node to another, by "from>to". */
  readonly heardAtUs = new Map<string, number>();
  /** When a write of a node was last made, and when one last became durable. */
  readonly wroteAtUs = new Map<number, number>();
  readonly syncedAtUs = new Map<number, number>();

  setNow(_event: number, atUs: number): void {
    this.nowUs = atUs;
  }

  fork(): this {
    const copy = new ToyWitness();
    copy.nowUs = this.nowUs;
    for (const name of ["heardAtUs", "wroteAtUs", "syncedAtUs"] as const) {
      for (const [key, atUs] of this[name]) (copy[name] as Map<unknown, number>).set(key, atUs);
    }
    return copy as this;
  }
}

class ToyImage implements DurableImage<ToyWitness> {
  isDamaged = false;

  apply(): void {}

  applyTorn(): void {}

  damage(): void {
    this.isDamaged = true;
  }

  fork(): ToyImage {
    return Object.assign(new ToyImage(), this);
  }
}

class ToyNode implements Program<ToyWitness> {
  lies: readonly string[] = [];
  private readonly nodes: number;
  private ticks = 0;
  /** It was asked to end, and does at this tick; 0: nobody asked. */
  private lastTick = 0;

  constructor(nodes: number) {
    this.nodes = nodes;
  }

  /** It takes its time. */
  askToEnd(): void {
    this.lastTick = this.ticks + TICKS_TO_END;
  }

  start(process: Process<ToyWitness>): void {
    process.setDeadline(process.nowUs + TICK_US);
  }

  receive(process: Process<ToyWitness>, from: number): void {
    process.witness.heardAtUs.set(`${from}>${process.id}`, process.witness.nowUs);
  }

  deadline(process: Process<ToyWitness>): void {
    this.ticks++;
    if (this.ticks === this.lastTick) process.halt();
    for (let to = 1; to <= this.nodes; to++) if (to !== process.id) process.send(to, "tick", 8, 0);
    process.write(this.ticks, "tick", 8);
    process.witness.wroteAtUs.set(process.id, process.witness.nowUs);
    if (this.ticks % TICKS_PER_VOTE === 0) process.mark("vote");
    process.setDeadline(process.nowUs + TICK_US);
  }

  written(process: Process<ToyWitness>): void {
    process.witness.syncedAtUs.set(process.id, process.witness.nowUs);
  }

  writeFailed(process: Process<ToyWitness>): void {
    process.halt();
  }

  readDone(): void {}

  unreachable(): void {}

  fork(): ToyNode {
    return Object.assign(new ToyNode(this.nodes), this);
  }
}

/** What the toy's nodes are said to be. The leaders can change while a test goes on. */
export interface ToyRoles {
  leaders: readonly number[];
  readonly term?: number;
  /** The last index of each node's log, node 1 first. */
  readonly logs?: readonly number[];
}

function rolesOf(toy: ToyRoles): Roles<ToyWitness> {
  return {
    leads: (world, node) => toy.leaders.includes(node) && world.isUp(node),
    termOf: (world, node) => (world.isUp(node) ? (toy.term ?? 1) : 0),
    lastIndexOf: (world, node) => (world.isUp(node) ? (toy.logs?.[node - 1] ?? 0) : 0),
    stop: (world, node) => (world.program(node) as ToyNode).askToEnd(),
    setLies: (world, node, lies) => {
      const program = world.program(node) as ToyNode | undefined;
      if (program !== undefined) program.lies = lies;
    },
  };
}

/** Has a nemesis act whenever it asked to be woken. */
class NemesisDirector implements Director<World<ToyWitness>> {
  readonly nemesis: Nemesis<ToyWitness>;

  constructor(nemesis: Nemesis<ToyWitness>) {
    this.nemesis = nemesis;
  }

  act(world: World<ToyWitness>): void {
    this.nemesis.act(world);
  }

  fork(): NemesisDirector {
    return new NemesisDirector(this.nemesis.fork());
  }
}

export const ANYTHING_GOES: Budget = { down: "any", damagedNodes: 25, partitionsAtOnce: 100 };

export interface ToyOptions {
  readonly seed?: string;
  readonly nodes?: number;
  readonly budget?: Partial<Budget>;
  readonly roles?: ToyRoles;
}

/** A world of toy nodes that has run for some ticks, with a nemesis that has done nothing yet. */
export class ToyChaos {
  readonly world: World<ToyWitness>;
  private operation = 0;

  constructor(world: World<ToyWitness>) {
    this.world = world;
  }

  static create({ seed = "toy", nodes = 5, budget = {}, roles = { leaders: [1] } }: ToyOptions = {}): ToyChaos {
    const choices = new Choices(expandSeed(seed), 1);
    const nemesis = new Nemesis(rolesOf(roles), { ...ANYTHING_GOES, ...budget }, choices);
    const host: Host<ToyWitness> = {
      createImage: () => new ToyImage(),
      boot: ({ image }) => ((image as ToyImage).isDamaged ? undefined : new ToyNode(nodes)),
      crashed: () => {},
    };
    const toy = new ToyChaos(
      new World<ToyWitness>({
        seed,
        nodes,
        clients: 0,
        nodeHost: host,
        clientHost: host,
        network: PLAIN_NETWORK,
        disk: PLAIN_DISK,
        clocks: Array.from({ length: nodes }, () => TRUE_CLOCK),
        witness: new ToyWitness(),
        director: new NemesisDirector(nemesis),
      }),
    );
    toy.passTime(10 * TICK_US);
    return toy;
  }

  get nemesis(): Nemesis<ToyWitness> {
    return (this.world.director as NemesisDirector).nemesis;
  }

  get nodes(): number[] {
    return Array.from({ length: this.world.nodes }, (_, place) => place + 1);
  }

  get up(): number[] {
    return this.nodes.filter((node) => this.world.isUp(node));
  }

  get down(): number[] {
    return this.nodes.filter((node) => !this.world.isUp(node));
  }

  /** Every link between nodes that is cut, as "from>to". */
  get cuts(): string[] {
    return this.links.filter(([from, to]) => this.world.isCut(from, to)).map(([from, to]) => `${from}>${to}`);
  }

  get links(): [from: number, to: number][] {
    return this.nodes.flatMap((from) =>
      this.nodes.filter((to) => to !== from).map((to): [number, number] => [from, to]),
    );
  }

  /** The lies of each node that tells any. */
  get lies(): Record<number, readonly string[]> {
    const told = this.up.map((node) => [node, (this.world.program(node) as ToyNode).lies] as const);
    return Object.fromEntries(told.filter(([, lies]) => lies.length > 0));
  }

  /** What it hit; undefined if it hit nothing. */
  carryOut(fault: Fault): readonly number[] | undefined {
    return this.nemesis.carryOut(this.world, fault, ++this.operation);
  }

  passTime(forUs: number): void {
    this.world.runUntil(this.world.nowUs + forUs);
  }

  /** Whether something came over the link in the last ticks. */
  isHeard(from: number, to: number): boolean {
    const atUs = this.world.witness.heardAtUs.get(`${from}>${to}`) ?? 0;
    return this.world.nowUs - atUs <= 2 * TICK_US;
  }

  fork(): ToyChaos {
    const copy = new ToyChaos(this.world.fork());
    copy.operation = this.operation;
    return copy;
  }
}

import {
  type ClockProfile,
  type Director,
  type DiskProfile,
  type DurableImage,
  FAIR_CONDITIONS,
  type Host,
  type NetworkProfile,
  type Process,
  type Program,
  type Witness,
  World,
} from "../../../src/sim/index.ts";

/** A small system that uses everything a world offers: counters that gossip, and remember on disk what they heard. */

export class ToyWitness implements Witness {
  heard = 0;
  recovered = 0;

  setNow(): void {}

  fork(): this {
    return Object.assign(new ToyWitness(), this) as this;
  }
}

/** The records that survived, a torn one as its negative share. */
export class ToyImage implements DurableImage<ToyWitness> {
  readonly records: number[] = [];

  apply(_witness: ToyWitness | undefined, record: unknown): void {
    this.records.push(record as number);
  }

  applyTorn(_witness: ToyWitness, _record: unknown, keptOf1024: number): void {
    this.records.push(-keptOf1024);
  }

  damage(place1024: number): void {
    this.records.push(-1024 - place1024);
  }

  fork(): ToyImage {
    const copy = new ToyImage();
    copy.records.push(...this.records);
    return copy;
  }
}

export class ToyProgram implements Program<ToyWitness> {
  private readonly endpoints: number;
  private value = 0;
  private writes = 0;

  constructor(endpoints: number) {
    this.endpoints = endpoints;
  }

  start(process: Process<ToyWitness>): void {
    const { records } = process.image as ToyImage;
    process.witness.recovered += records.length;
    this.value = records.at(-1) ?? process.choose("program-seed", 1000);
    this.sleep(process);
  }

  receive(process: Process<ToyWitness>, from: number, payload: unknown): void {
    process.witness.heard++;
    this.value = (Math.imul(this.value, 31) + (payload as number) + from) | 0;
    if (this.value % 3 === 0) process.write(++this.writes, this.value, 8);
    if (this.value % 7 === 0) process.read(this.value);
    // Each message puts its receiver's deadline off, as a heartbeat does.
    this.sleep(process);
  }

  deadline(process: Process<ToyWitness>): void {
    for (let i = 0; i < 2; i++) this.tell(process, 1 + process.choose("client-target", this.endpoints));
    this.sleep(process);
  }

  written(process: Process<ToyWitness>, write: number): void {
    this.tell(process, 1 + (write % this.endpoints));
  }

  writeFailed(process: Process<ToyWitness>, write: number): void {
    if (write % 2 === 0) process.halt();
  }

  readDone(process: Process<ToyWitness>, request: unknown): void {
    this.value ^= (request as number) + (process.image as ToyImage).records.length;
  }

  unreachable(_process: Process<ToyWitness>, peer: number): void {
    this.value += peer;
  }

  fork(): ToyProgram {
    return Object.assign(new ToyProgram(this.endpoints), this);
  }

  private tell(process: Process<ToyWitness>, to: number): void {
    if (to === process.id) return;
    if (this.value % 19 === 0) process.sendDamaged(to, 8, this.value);
    else process.send(to, this.value, 8, this.value);
  }

  private sleep(process: Process<ToyWitness>): void {
    process.setDeadline(process.nowUs + 500 + process.choose("client-backoff", 1500));
  }
}

/** One fault, or the end of one, every two milliseconds or so. */
export class ToyDirector implements Director<World<ToyWitness>> {
  act(world: World<ToyWitness>): void {
    const target = 1 + world.choose("operation-target", world.nodes);
    const amount = world.choose("fault-amount", 1_000_000);
    const neighbour = (target % world.nodes) + 1;
    const operation = world.choose("operation", 14);
    if (operation === 0 && world.isUp(target)) world.crash(target);
    else if (operation <= 2 && !world.isUp(target)) world.restart(target);
    else if (operation === 3 && world.isUp(target)) world.pause(target, amount % 20_000);
    else if (operation === 4) world.partition([target]);
    else if (operation === 5) world.cut(target, neighbour);
    else if (operation === 6) world.healAll();
    else if (operation === 7) world.jumpClock(target, amount % 3000);
    else if (operation === 8) world.setConditions({ lossPerMillion: amount % 200_000 });
    else if (operation === 9) world.setConditions({ delayPerMillion: amount, delayMaxUs: 1000 }, "nodes");
    else if (operation === 10) {
      const link = { from: target, to: neighbour };
      world.setConditions({ duplicationPerMillion: amount % 100_000, corruptionPerMillion: amount % 70_000 }, link);
    } else if (operation === 11) world.clog(target, neighbour, world.nowUs + (amount % 10_000));
    else if (operation === 12) world.unclogAll();
    else if (operation === 13 && world.isCut(target, neighbour)) world.heal(target, neighbour);
    world.wakeDirectorAt(world.nowUs + 1000 + (amount % 2000));
  }

  fork(): ToyDirector {
    return this;
  }
}

export const TOY_NETWORK: NetworkProfile = {
  latencyUs: 200,
  jitterUs: 300,
  unreachablePerMillion: 500_000,
  inOrder: false,
  conditions: {
    ...FAIR_CONDITIONS,
    lossPerMillion: 10_000,
    duplicationPerMillion: 20_000,
    reorderingPerMillion: 20_000,
  },
};

export const TOY_DISK: DiskProfile = {
  syncMinUs: 100,
  syncMaxUs: 2000,
  readMinUs: 10,
  readMaxUs: 100,
  slowReadsPerMillion: 0,
  slowReadUs: 0,
  crashLosesPerMillion: 300_000,
  crashTearsPerMillion: 200_000,
};

const CLOCKS: readonly ClockProfile[] = [
  { ratePerMille: 1000, offsetUs: 0 },
  { ratePerMille: 1200, offsetUs: 77 },
  { ratePerMille: 800, offsetUs: 1_000_000 },
];

export function createToyHost(endpoints: number): Host<ToyWitness> {
  return { createImage: () => new ToyImage(), boot: () => new ToyProgram(endpoints), crashed: () => {} };
}

export function createToyWorld(
  seed: string,
  host = createToyHost(5),
  network = TOY_NETWORK,
  director: Director<World<ToyWitness>> = new ToyDirector(),
): World<ToyWitness> {
  const world = new World<ToyWitness>({
    seed,
    nodes: 4,
    clients: 1,
    nodeHost: host,
    clientHost: host,
    network,
    disk: TOY_DISK,
    clocks: Array.from({ length: 5 }, (_, index) => CLOCKS[index % CLOCKS.length]!),
    witness: new ToyWitness(),
    director,
  });
  world.wakeDirectorAt(1000);
  return world;
}

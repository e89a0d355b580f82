import type { CrdtName } from "../../crdt/index.ts";
import { type Director, FAIR_CONDITIONS, type LinkConditions, MILLION, type World } from "../../sim/index.ts";
import { drawOperation, OPERATION_DRAWS } from "./drawn-operation.ts";
import { GOSSIP_INTERVAL_US } from "./gossip.ts";
import type { Lab } from "./lab.ts";
import { hasSeen, isSameSeen } from "./seen.ts";

/** What the network does while replicas work. */
export const STORM: LinkConditions = {
  ...FAIR_CONDITIONS,
  lossPerMillion: 200_000,
  duplicationPerMillion: 100_000,
  reorderingPerMillion: 200_000,
  delayPerMillion: 50_000,
  delayMinUs: 1_000,
  delayMaxUs: 100_000,
};

/** A family has so many operations, or with many replicas as many as those. */
const LEAST_OPERATIONS = 32;
const PARTITION_PER_MILLION = 30_000;
const HEAL_PER_MILLION = 100_000;
/** Only so few nodes are cut off together. */
const MOST_CUT_OFF = 8;
/** For each operation laws are judged on so many samples. */
const SAMPLES = 4;
/** Replicas that gossip without faults have told each other everything long before. */
const MOST_CALM_LOOKS = 500;

/**
 * Families of operations, one after the other, each in a storm: messages are lost, late, copied, out of order, and
 * replicas cut off. Behind each comes a calm until all have seen everything, and then they must be the same.
 */
export class GossipDirector implements Director<World<Lab>> {
  operationsDone = 0;
  isOver = false;
  private readonly name: CrdtName;
  private readonly operations: number;
  private inCalm = false;
  private calmLooks = 0;
  private isCut = false;

  constructor(name: CrdtName, operations: number) {
    this.name = name;
    this.operations = operations;
  }

  act(world: World<Lab>): void {
    if (this.inCalm) this.look(world);
    else this.carryOutOne(world);
  }

  fork(): GossipDirector {
    return Object.assign(new GossipDirector(this.name, this.operations), this);
  }

  private carryOutOne(world: World<Lab>): void {
    const { nodes, witness: lab } = world;
    this.changeNetwork(world);
    const draw = world.choose("operation", OPERATION_DRAWS);
    lab.operate(1 + world.choose("operation-target", nodes), drawOperation(this.name, draw, lab.family.operations));
    for (let sample = 0; sample < SAMPLES; sample++) lab.examine(world.choose("law", 2 ** 32));
    this.operationsDone++;
    const ends = lab.family.operations >= Math.max(LEAST_OPERATIONS, nodes);
    if (ends || this.operationsDone >= this.operations) this.beginCalm(world);
    // About as many messages as operations.
    else world.wakeDirectorAt(world.nowUs + Math.ceil(GOSSIP_INTERVAL_US / nodes));
  }

  private changeNetwork(world: World<Lab>): void {
    const { nodes } = world;
    if (nodes < 2) return;
    if (this.isCut) {
      if (world.choose("fault-chance", MILLION) >= HEAL_PER_MILLION) return;
      world.healAll();
      this.isCut = false;
    } else if (world.choose("fault-chance", MILLION) < PARTITION_PER_MILLION) {
      const size = 1 + world.choose("fault-amount", Math.min(nodes - 1, MOST_CUT_OFF));
      const first = world.choose("fault-amount", nodes);
      world.partition(Array.from({ length: size }, (_, place) => 1 + ((first + place) % nodes)));
      this.isCut = true;
    }
  }

  private beginCalm(world: World<Lab>): void {
    world.healAll();
    world.setConditions(FAIR_CONDITIONS);
    this.isCut = false;
    this.inCalm = true;
    this.calmLooks = 0;
    world.wakeDirectorAt(world.nowUs + GOSSIP_INTERVAL_US);
  }

  private look(world: World<Lab>): void {
    const { witness: lab } = world;
    if (!haveSeenAll(lab.family)) {
      this.lookAgain(world);
      return;
    }
    lab.compareAll();
    this.isOver = this.operationsDone >= this.operations;
    if (this.isOver) return;
    lab.beginFamily();
    world.setConditions(STORM);
    this.inCalm = false;
    world.wakeDirectorAt(world.nowUs + 1);
  }

  private lookAgain(world: World<Lab>): void {
    if (++this.calmLooks > MOST_CALM_LOOKS && world.witness.broken.length === 0) {
      throw new Error(`Replicas gossiped for ${MOST_CALM_LOOKS} rounds and have not all heard everything.`);
    }
    this.isOver = this.calmLooks > MOST_CALM_LOOKS;
    world.wakeDirectorAt(world.nowUs + GOSSIP_INTERVAL_US);
  }
}

/** Every replica has seen every operation. */
function haveSeenAll({ operations, replicas }: Lab["family"]): boolean {
  const { seen } = replicas.known(1);
  for (let number = 0; number < operations; number++) if (!hasSeen(seen, number)) return false;
  for (let replica = 2; replica <= replicas.count; replica++) {
    if (!isSameSeen(replicas.known(replica).seen, seen)) return false;
  }
  return true;
}

import { type DurableImage, type Host, NO_DEADLINE, type Process, type Program } from "../../sim/index.ts";
import type { Letter } from "./family.ts";
import type { Lab } from "./lab.ts";

export const GOSSIP_INTERVAL_US = 20_000;
const JITTER_US = 10_000;
/** One message in so many tells all that its sender knows; the others what is new. */
const MESSAGES_PER_STATE = 4;

/** Tells another replica from time to time what it knows. What it knows is in the lab. */
class GossipProgram implements Program<Lab> {
  private readonly replicas: number;

  constructor(replicas: number) {
    this.replicas = replicas;
  }

  start(process: Process<Lab>): void {
    process.setDeadline(this.replicas < 2 ? NO_DEADLINE : process.nowUs + process.choose("gossip", GOSSIP_INTERVAL_US));
  }

  receive(process: Process<Lab>, _from: number, payload: unknown): void {
    process.witness.hear(process.id, payload as Letter);
  }

  deadline(process: Process<Lab>): void {
    const drawn = process.choose("gossip", (this.replicas - 1) * MESSAGES_PER_STATE);
    const other = 1 + Math.floor(drawn / MESSAGES_PER_STATE);
    const told = drawn % MESSAGES_PER_STATE === 0 ? "state" : "deltas";
    const letter = process.witness.tell(process.id, told);
    if (letter !== undefined) {
      const { bytes } = letter.gossip;
      process.send(other < process.id ? other : other + 1, letter, bytes.length, digestOf(bytes));
    }
    process.setDeadline(process.nowUs + GOSSIP_INTERVAL_US + process.choose("gossip", JITTER_US));
  }

  written(process: Process<Lab>): void {
    throw new Error(`Replica ${process.id} writes nothing.`);
  }

  writeFailed(process: Process<Lab>): void {
    throw new Error(`Replica ${process.id} writes nothing.`);
  }

  readDone(process: Process<Lab>): void {
    throw new Error(`Replica ${process.id} reads nothing.`);
  }

  /** What was lost is told again with the next whole state. */
  unreachable(): void {}

  fork(): GossipProgram {
    return new GossipProgram(this.replicas);
  }
}

const EMPTY_DISK: DurableImage<Lab> = {
  apply: failOnDisk,
  applyTorn: failOnDisk,
  damage: failOnDisk,
  fork: () => EMPTY_DISK,
};

function failOnDisk(): never {
  throw new Error("A replica of this lab has nothing on its disk.");
}

/** Starts replicas, which run for ever. */
export class GossipHost implements Host<Lab> {
  private readonly replicas: number;

  constructor(replicas: number) {
    this.replicas = replicas;
  }

  createImage(): DurableImage<Lab> {
    return EMPTY_DISK;
  }

  boot(): Program<Lab> {
    return new GossipProgram(this.replicas);
  }

  crashed(process: Process<Lab>): void {
    throw new Error(`Replica ${process.id} crashed.`);
  }
}

/** A 32-bit integer hash of bytes (FNV-1a). */
function digestOf(bytes: Uint8Array): number {
  let digest = 0x811c9dc5;
  for (const byte of bytes) digest = Math.imul(digest ^ byte, 0x01000193);
  return digest;
}

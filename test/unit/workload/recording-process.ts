import type { Assurance, Read } from "../../../src/machine/read.ts";
import type { AskedInSession, Reply } from "../../../src/machine/request.ts";
import { type ChoicePurpose, type DurableImage, NO_DEADLINE, type Process } from "../../../src/sim/program.ts";
import type { ClientWitness } from "../../../src/workload/witness.ts";

export interface Sent {
  readonly to: number;
  readonly asked: AskedInSession | Read;
}

/** Writes down what a client does to the world, and always draws the same number (or the greatest allowed). */
export class RecordingProcess implements Process<ClientWitness>, ClientWitness {
  readonly id = 8;
  sent: Sent[] = [];
  invoked: { sequence: number; command: unknown }[] = [];
  expired: number[] = [];
  refused: number[] = [];
  reads: { sequence: number; consistency: Assurance; maxStalenessUs: number }[] = [];
  returned: { sequence: number; index: number; result: unknown }[] = [];
  nowUs = 0;
  deadlineUs = NO_DEADLINE;
  draws: Partial<Record<ChoicePurpose, number>> = {};

  get witness(): ClientWitness {
    return this;
  }

  get image(): DurableImage<ClientWitness> {
    throw new Error("Clients have nothing on disk.");
  }

  get lastSent(): Sent {
    return this.sent[this.sent.length - 1]!;
  }

  fork(): RecordingProcess {
    return Object.assign(new RecordingProcess(), this, {
      sent: [...this.sent],
      invoked: [...this.invoked],
      returned: [...this.returned],
      expired: [...this.expired],
      refused: [...this.refused],
      reads: [...this.reads],
    });
  }

  choose(purpose: ChoicePurpose, below: number): number {
    return Math.min(this.draws[purpose] ?? 0, below - 1);
  }

  send(to: number, payload: unknown, bytes: number, digest: number): void {
    const asked = payload as AskedInSession | Read;
    if (bytes !== asked.bytes || digest !== asked.digest) throw new Error("The envelope does not fit what is asked.");
    this.sent.push({ to, asked });
  }

  sendDamaged(): void {
    throw new Error("Clients damage nothing.");
  }

  setDeadline(localUs: number): void {
    this.deadlineUs = localUs;
  }

  write(): void {
    throw new Error("Clients write nothing.");
  }

  read(): void {
    throw new Error("Clients read nothing.");
  }

  mark(): void {
    throw new Error("Clients have no moments of their own.");
  }

  tally(): never {
    throw new Error("A client counts nothing here.");
  }

  halt(): void {
    throw new Error("Clients do not end.");
  }

  clientInvoked(_client: number, sequence: number, command: unknown): void {
    this.invoked.push({ sequence, command });
  }

  clientRead(
    _client: number,
    sequence: number,
    _command: unknown,
    consistency: Assurance,
    maxStalenessUs: number,
  ): void {
    this.reads.push({ sequence, consistency, maxStalenessUs });
  }

  clientReturned(_client: number, sequence: number, index: number, result: unknown): void {
    this.returned.push({ sequence, index, result });
  }

  clientSessionExpired(_client: number, sequence: number): void {
    this.expired.push(sequence);
  }

  clientRefused(_client: number, sequence: number): void {
    this.refused.push(sequence);
  }
}

/** The session of which a client is told that asks for one. */
export const SESSION = 30;

export function createReply(sequence: number, outcome: Reply["outcome"], leader = 0, session = SESSION): Reply {
  const applied = outcome === "applied";
  const result = applied ? { previous: "before", changed: true } : undefined;
  return { kind: "reply", client: 8, session, sequence, outcome, index: applied ? 40 + sequence : 0, result, leader };
}

/** The answer to the client's how-manyth registration. */
export function registered(sequence = 1, session = SESSION): Reply {
  return { ...createReply(sequence, "registered", 0, 0), index: session };
}

import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { Sightings } from "../sightings.ts";
import { nodeName } from "../words.ts";

/**
 * However often a client asks for a command, and whatever its sessions, the command is carried out at one index of the
 * log and nowhere else; and a retry is told that index (dissertation §6.3). What it was refused for good is carried out
 * nowhere.
 */
export class ExactlyOnce implements Checker {
  readonly name = "exactly-once";
  readonly promisedBy = "cluster";
  readonly needs = ["commandApplied"] as const;
  private readonly evidence: Evidence;
  /** Of each client, by sequence: where the command was first carried out. */
  private readonly executions: Map<number, Sightings>;
  /** Of each client, by sequence: when it was told that no leader takes the command. */
  private readonly refusals: Map<number, Sightings>;
  /** The same executions by index: every node tells of each, and all but the first are soon compared. */
  private readonly clients: number[];
  private readonly sequences: number[];

  constructor(
    evidence: Evidence,
    executions = new Map<number, Sightings>(),
    refusals = new Map<number, Sightings>(),
    clients: number[] = [],
    sequences: number[] = [],
  ) {
    this.evidence = evidence;
    this.executions = executions;
    this.refusals = refusals;
    this.clients = clients;
    this.sequences = sequences;
  }

  clientRefused(client: number, sequence: number): void {
    const own = this.executions.get(client);
    if (own?.has(sequence)) {
      const carriedOut = `it was carried out at index ${own.valueAt(sequence)} by ${own.phraseAt(sequence)}`;
      this.evidence.report(
        this,
        [own.nodeAt(sequence)],
        `${commandOf(client, sequence)} was refused, but ${carriedOut}`,
      );
    } else sightingsOf(this.refusals, client).note(sequence, 0, client, this.evidence);
  }

  commandApplied(node: number, index: number, client: number, sequence: number, executedIndex: number): void {
    if (executedIndex === 0) return;
    if (this.clients[executedIndex] === client && this.sequences[executedIndex] === sequence) return;
    const own = sightingsOf(this.executions, client);
    const isKnown = own.has(sequence);
    if (isKnown && own.valueAt(sequence) === executedIndex) return;
    const isRefused = this.refusals.get(client)?.has(sequence) === true;
    if (executedIndex === index && !isKnown && !isRefused) {
      own.note(sequence, index, node, this.evidence);
      this.clients[index] = client;
      this.sequences[index] = sequence;
      return;
    }
    const command = commandOf(client, sequence);
    const earlier = isKnown ? `it was carried out at index ${own.valueAt(sequence)} by ${own.phraseAt(sequence)}` : "";
    const told = `${nodeName(node)} carried out ${command} at index ${index}`;
    if (executedIndex !== index) {
      const answered = `${nodeName(node)} answered ${command} at index ${index} as carried out at index ${executedIndex}`;
      this.evidence.report(this, [node], `${answered}, but ${earlier || "nobody carried it out"}`);
    } else if (isKnown) this.evidence.report(this, [node, own.nodeAt(sequence)], `${told}, but ${earlier}`);
    else this.evidence.report(this, [node], `${told}, but the client had been told that it never will be`);
  }

  fork(evidence: Evidence): ExactlyOnce {
    const { clients, executions, refusals, sequences } = this;
    return new ExactlyOnce(evidence, forkAll(executions), forkAll(refusals), clients.slice(), sequences.slice());
  }
}

function commandOf(client: number, sequence: number): string {
  return `command ${sequence} of client ${client}`;
}

function sightingsOf(all: Map<number, Sightings>, client: number): Sightings {
  const own = all.get(client);
  if (own !== undefined) return own;
  const first = new Sightings();
  all.set(client, first);
  return first;
}

function forkAll(all: ReadonlyMap<number, Sightings>): Map<number, Sightings> {
  return new Map(Array.from(all, ([client, own]) => [client, own.fork()] as const));
}

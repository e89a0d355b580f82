import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { Sightings } from "../sightings.ts";
import { nodeName } from "../words.ts";

/**
 * However often a client asks for a command, and whatever its sessions, the command is carried out at one index of the
 * log and nowhere else; and a retry is told that index (dissertation §6.3).
 */
export class ExactlyOnce implements Checker {
  readonly name = "exactly-once";
  readonly promisedBy = "cluster";
  readonly needs = ["commandApplied"] as const;
  private readonly evidence: Evidence;
  /** Of each client, by sequence: where the command was first carried out. */
  private readonly executions: Map<number, Sightings>;

  constructor(evidence: Evidence, executions = new Map<number, Sightings>()) {
    this.evidence = evidence;
    this.executions = executions;
  }

  commandApplied(node: number, index: number, client: number, sequence: number, executedIndex: number): void {
    if (executedIndex === 0) return;
    const own = this.executionsOf(client);
    const isKnown = own.has(sequence);
    if (isKnown && own.valueAt(sequence) === executedIndex) return;
    const command = `command ${sequence} of client ${client}`;
    const earlier = isKnown ? `it was carried out at index ${own.valueAt(sequence)} by ${own.phraseAt(sequence)}` : "";
    if (executedIndex !== index) {
      const told = `${nodeName(node)} answered ${command} at index ${index} as carried out at index ${executedIndex}`;
      this.evidence.report(this, [node], `${told}, but ${earlier || "nobody carried it out"}`);
    } else if (isKnown) {
      const again = `${nodeName(node)} carried out ${command} at index ${index}`;
      this.evidence.report(this, [node, own.nodeAt(sequence)], `${again}, but ${earlier}`);
    } else own.note(sequence, index, node, this.evidence);
  }

  fork(evidence: Evidence): ExactlyOnce {
    const copies = Array.from(this.executions, ([client, own]) => [client, own.fork()] as const);
    return new ExactlyOnce(evidence, new Map(copies));
  }

  private executionsOf(client: number): Sightings {
    const own = this.executions.get(client);
    if (own !== undefined) return own;
    const first = new Sightings();
    this.executions.set(client, first);
    return first;
  }
}

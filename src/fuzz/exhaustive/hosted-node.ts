import type { Observations } from "../../../invariants/index.ts";
import type { AskedInSession } from "../../machine/index.ts";
import { NO_DEADLINE, type Process } from "../../sim/program.ts";
import type { NodeProgram, RaftHost, RecordImage } from "../../sut/index.ts";
import { TIMER_US } from "./settings.ts";

/** A message on its way to a node; what goes to clients is not kept. */
export interface Letter {
  readonly from: number;
  readonly to: number;
  readonly payload: unknown;
}

interface UnsyncedWrite {
  readonly number: number;
  readonly record: unknown;
}

/**
 * One node as it ships, on a disk and a clock of its own, with nothing else around it: what it sends, and what there is to
 * observe, goes to whoever drives it. It stands still between the calls.
 */
export class HostedNode implements Process<Observations> {
  readonly id: number;
  /** Of those who drive it: they say where its letters and observations go. */
  outbox: Letter[] = [];
  witness: Observations;
  /** Since this copy of it was made. */
  writesMade = 0;
  readonly image: RecordImage;
  private readonly host: RaftHost;
  private readonly nodes: number;
  private program: NodeProgram;
  /** In the order in which they were written. A crash loses them. */
  private unsynced: UnsyncedWrite[] = [];
  private timersFired = 0;
  private deadlineUs = NO_DEADLINE;

  /** With an original, what `fork` makes. Otherwise a node that never ran. */
  constructor(host: RaftHost, id: number, nodes: number, witness: Observations, original?: HostedNode) {
    this.host = host;
    this.id = id;
    this.nodes = nodes;
    this.witness = witness;
    if (original === undefined) {
      this.image = host.createImage(id);
      this.program = this.boot();
      return;
    }
    this.image = original.image.fork();
    this.program = original.program.fork();
    this.unsynced = original.unsynced.slice();
    this.timersFired = original.timersFired;
    this.deadlineUs = original.deadlineUs;
  }

  get nowUs(): number {
    return this.timersFired * TIMER_US;
  }

  get view() {
    return this.program.view;
  }

  /** Its timer can fire. */
  get isTimed(): boolean {
    return this.deadlineUs !== NO_DEADLINE;
  }

  get hasUnsynced(): boolean {
    return this.unsynced.length > 0;
  }

  /** All of what it will go on from: two nodes in which this says the same go on alike. */
  get contents(): unknown {
    const { image, program, timersFired, unsynced } = this;
    return [program, image, unsynced, timersFired, this.isTimed];
  }

  receive(letter: Letter): void {
    this.program.receive(this, letter.from, letter.payload);
  }

  ask(asked: AskedInSession): void {
    this.program.receive(this, asked.client, asked);
  }

  /** Whatever it waits for, it has waited too long. */
  fireTimer(): void {
    this.timersFired++;
    this.deadlineUs = NO_DEADLINE;
    this.program.deadline(this);
  }

  noticeLoss(peer: number): void {
    this.program.unreachable(this, peer);
  }

  /** The oldest write that is not durable becomes so. */
  syncOne(): void {
    const write = this.unsynced.shift();
    if (write === undefined) throw new Error(`Node ${this.id} has nothing to sync.`);
    this.image.apply(this.witness, write.record);
    this.program.written(this, write.number);
  }

  /** Crashes, which loses what is not synced, and starts again at once. */
  restart(): void {
    this.host.crashed(this);
    this.unsynced = [];
    this.timersFired = 0;
    this.deadlineUs = NO_DEADLINE;
    this.program = this.boot();
    this.start();
  }

  /** To be called once on a node that never ran. */
  start(): void {
    this.program.start(this);
  }

  fork(): HostedNode {
    return new HostedNode(this.host, this.id, this.nodes, this.witness, this);
  }

  send(to: number, payload: unknown): void {
    if (to <= this.nodes) this.outbox.push({ from: this.id, to, payload });
  }

  write(number: number, record: unknown): void {
    this.unsynced.push({ number, record });
    this.writesMade++;
  }

  setDeadline(localUs: number): void {
    this.deadlineUs = localUs;
  }

  /** All nodes start with one seed: timeouts are not drawn here, but fire when the search wants them to. */
  choose(): number {
    return 0;
  }

  sendDamaged(): void {
    throw new Error(`Node ${this.id} damages a message, as only liars do.`);
  }

  read(): void {
    throw new Error(`Node ${this.id} reads from its disk, though all of its log is in memory.`);
  }

  halt(): void {
    throw new Error(`Node ${this.id} halts, though no write failed.`);
  }

  mark(): void {}

  tally(): void {}

  private boot(): NodeProgram {
    const program = this.host.boot(this);
    if (program === undefined) throw new Error(`The disk of node ${this.id} cannot be used.`);
    return program;
  }
}

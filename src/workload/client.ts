import { createRequest, type Reply, type Request } from "../machine/request.ts";
import { NO_DEADLINE, type Process, type Program } from "../sim/program.ts";
import { COMMAND_DRAWS, type Commands } from "./application.ts";
import type { ClientOptions } from "./options.ts";
import type { ClientWitness } from "./witness.ts";

/** What a client has done so far. */
export interface ClientCounts {
  /** Operations handed to it: each is in the end applied or unknown, unless it is open or in the backlog. */
  submitted: number;
  applied: number;
  /** Operations given up without having learned what became of them. */
  unknown: number;
  /** Requests sent again, for whatever reason. */
  retries: number;
  /** Refusals that named another node as the leader. */
  redirects: number;
}

const NO_NODE = 0;

/**
 * A closed-loop client: one operation is open at a time, and what is submitted meanwhile waits.
 *
 * It asks the node it believes to lead, and goes on asking, here and there, until a node says that the command was
 * applied or the time for the operation is over. A command asked twice can be applied twice, as the nodes keep no
 * client sessions; and one whose outcome is unknown can still be applied later.
 */
export class Client<W extends ClientWitness> implements Program<W> {
  private readonly options: ClientOptions;
  private readonly commands: Commands<unknown, unknown>;
  private doneCounts: ClientCounts = { submitted: 0, applied: 0, unknown: 0, retries: 0, redirects: 0 };
  /** Operations submitted and not yet begun, each with the command that it is to be, if that was said. */
  private waiting: unknown[] = [];
  private sequence = 0;
  /** The open operation. */
  private request: Request | undefined = undefined;
  private giveUpAtUs = 0;
  /** The node asked last, or to be asked next. */
  private target = NO_NODE;
  /** Whether the target was asked and may still answer; otherwise the client waits before asking it. */
  private asking = false;
  private believedLeader = NO_NODE;

  constructor(options: ClientOptions, commands: Commands<unknown, unknown>) {
    this.options = options;
    this.commands = commands;
  }

  /** No operation is open; then none is waiting either. */
  get idle(): boolean {
    return this.request === undefined;
  }

  /** Operations submitted and not yet begun. */
  get backlog(): number {
    return this.waiting.length;
  }

  get counts(): Readonly<ClientCounts> {
    return this.doneCounts;
  }

  /** One more operation to carry out, now or after those before it: this command, or else the client's own choice. */
  submit(process: Process<W>, command?: unknown): void {
    this.doneCounts.submitted++;
    if (this.idle) this.begin(process, command);
    else this.waiting.push(command);
  }

  start(): void {}

  receive(process: Process<W>, from: number, payload: unknown): void {
    const reply = payload as Reply;
    // A late answer to an operation that has ended, or the copy of one.
    if (this.request === undefined || reply.sequence !== this.request.sequence) return;
    if (reply.outcome === "applied") this.succeed(process, this.request, from, reply);
    else if (this.asking && from === this.target) this.refused(process, reply);
  }

  deadline(process: Process<W>): void {
    if (this.request === undefined) throw new Error(`Client ${process.id} has no operation open, but a deadline.`);
    if (process.nowUs >= this.giveUpAtUs) {
      this.giveUp(process, this.request);
      return;
    }
    if (this.asking) this.target = this.chooseNodeBeside(process, this.target);
    this.askAgain(process, this.request);
  }

  unreachable(process: Process<W>, peer: number): void {
    if (this.asking && peer === this.target) this.backOff(process, this.chooseNodeBeside(process, peer));
  }

  written(process: Process<W>): void {
    throw new Error(`Client ${process.id} writes nothing.`);
  }

  writeFailed(process: Process<W>): void {
    throw new Error(`Client ${process.id} writes nothing.`);
  }

  readDone(process: Process<W>): void {
    throw new Error(`Client ${process.id} reads nothing.`);
  }

  fork(): Client<W> {
    const copy = new Client<W>(this.options, this.commands.fork());
    copy.doneCounts = { ...this.doneCounts };
    copy.waiting = this.waiting.slice();
    copy.sequence = this.sequence;
    copy.request = this.request;
    copy.giveUpAtUs = this.giveUpAtUs;
    copy.target = this.target;
    copy.asking = this.asking;
    copy.believedLeader = this.believedLeader;
    return copy;
  }

  private begin(process: Process<W>, wanted: unknown): void {
    this.sequence++;
    const draw = process.choose("client-command", COMMAND_DRAWS);
    const command = wanted === undefined ? this.commands.next(draw, process.id, this.sequence) : wanted;
    this.request = createRequest(process.id, this.sequence, command);
    this.giveUpAtUs = process.nowUs + this.options.operationTimeoutUs;
    this.target = this.believedLeader === NO_NODE ? this.chooseNodeBeside(process, NO_NODE) : this.believedLeader;
    process.witness.clientInvoked(process.id, this.sequence, command);
    this.ask(process, this.request);
  }

  private ask(process: Process<W>, request: Request): void {
    this.asking = true;
    this.wakeAfter(process, this.options.attemptTimeoutUs);
    process.send(this.target, request, request.bytes, request.digest);
  }

  private askAgain(process: Process<W>, request: Request): void {
    this.doneCounts.retries++;
    this.ask(process, request);
  }

  private refused(process: Process<W>, reply: Reply): void {
    if (reply.outcome === "overloaded") {
      this.backOff(process, this.target);
    } else if (reply.leader !== this.target && this.options.nodes.includes(reply.leader)) {
      this.doneCounts.redirects++;
      this.backOff(process, reply.leader);
    } else {
      this.backOff(process, this.chooseNodeBeside(process, this.target));
    }
  }

  private backOff(process: Process<W>, nextTarget: number): void {
    const { backoffMinUs, backoffMaxUs } = this.options;
    this.target = nextTarget;
    this.asking = false;
    this.wakeAfter(process, backoffMinUs + process.choose("client-backoff", backoffMaxUs - backoffMinUs + 1));
  }

  /** Any choice among the nodes, but not the one given unless it is the only one. */
  private chooseNodeBeside(process: Process<W>, avoided: number): number {
    const { nodes } = this.options;
    const avoidedAt = nodes.indexOf(avoided);
    if (avoidedAt < 0) return nodes[process.choose("client-target", nodes.length)]!;
    if (nodes.length === 1) return avoided;
    const chosen = process.choose("client-target", nodes.length - 1);
    return nodes[chosen < avoidedAt ? chosen : chosen + 1]!;
  }

  private wakeAfter(process: Process<W>, delayUs: number): void {
    process.setDeadline(Math.min(process.nowUs + delayUs, this.giveUpAtUs));
  }

  private succeed(process: Process<W>, request: Request, from: number, reply: Reply): void {
    if (reply.result === undefined) throw new Error(`Node ${from} applied ${request.sequence} without a result.`);
    this.doneCounts.applied++;
    this.believedLeader = from;
    this.commands.learned(request.command, reply.result);
    process.witness.clientReturned(process.id, request.sequence, reply.index, reply.result);
    this.goOn(process);
  }

  private giveUp(process: Process<W>, request: Request): void {
    this.doneCounts.unknown++;
    this.believedLeader = NO_NODE;
    this.commands.lost(request.command);
    process.witness.clientReturned(process.id, request.sequence, 0, undefined);
    this.goOn(process);
  }

  private goOn(process: Process<W>): void {
    this.request = undefined;
    this.asking = false;
    if (this.waiting.length === 0) {
      process.setDeadline(NO_DEADLINE);
      return;
    }
    this.begin(process, this.waiting.shift());
  }
}

import { createRead, type Read } from "../machine/read.ts";
import { type AskedInSession, createRegistration, createRequest, type Reply } from "../machine/request.ts";
import { NO_DEADLINE, type Process, type Program } from "../sim/program.ts";
import { COMMAND_DRAWS, type Commands } from "./application.ts";
import type { ClientOptions } from "./options.ts";
import { chooseRead, goesAnywhere, type HowToRead } from "./read-habits.ts";
import type { ClientWitness } from "./witness.ts";

/** What a client has done so far. */
export interface ClientCounts {
  /** Operations handed to it: each is in the end applied, unknown or refused, unless it is open or in the backlog. */
  submitted: number;
  applied: number;
  /** Operations that ended without its having learned what became of them. */
  unknown: number;
  /** Operations that no leader ever takes. */
  refused: number;
  /** Requests sent again, for whatever reason. */
  retries: number;
  /** Refusals that named another node as the leader. */
  redirects: number;
}

const NO_NODE = 0;
const NO_SESSION = 0;

/** What a client was told to do, as far as somebody said. */
interface Submitted {
  readonly command: unknown;
  readonly how: HowToRead | undefined;
}

interface OpenOperation {
  readonly sequence: number;
  readonly command: unknown;
  readonly giveUpAtUs: number;
  /** If it does not go through the log. */
  readonly read: Read | undefined;
}

/**
 * A closed-loop client: one operation is open at a time, and what is submitted meanwhile waits.
 *
 * It asks the node it believes to lead, first for a session and then for its commands in that session, and goes on
 * asking, here and there, until a node says what became of it or the time for the operation is over. However often it
 * asks, a command is carried out once. One whose time is over can still be carried out later. When the session has
 * expired, what was asked for in it has an unknown outcome, and is never asked for again in another.
 *
 * Some commands that only read are asked of one node's machine, without an entry in the log. That needs no session, and
 * each time such a read is asked again it is another. What is eventual is asked of any node, once: nobody would know that
 * it was asked before.
 */
export class Client<W extends ClientWitness> implements Program<W> {
  private readonly options: ClientOptions;
  private readonly commands: Commands<unknown, unknown>;
  private readonly readsOnly: ((command: unknown) => boolean) | undefined;
  private readonly isEventual: ((command: unknown) => boolean) | undefined;
  private doneCounts: ClientCounts = { submitted: 0, applied: 0, unknown: 0, refused: 0, retries: 0, redirects: 0 };
  /** Operations submitted and not yet begun. */
  private waiting: Submitted[] = [];
  private sequence = 0;
  private registrations = 0;
  private session = NO_SESSION;
  /** When the session was last known to be there. */
  private sessionSeenAtUs = 0;
  private operation: OpenOperation | undefined = undefined;
  /** What it asks for: a session, or the command of the open operation. Only while one is open. */
  private asked: AskedInSession | Read | undefined = undefined;
  private turnedAway = false;
  /** The node asked last, or to be asked next. */
  private target = NO_NODE;
  /** Whether the target was asked and may still answer; otherwise the client waits before asking it. */
  private asking = false;
  private believedLeader = NO_NODE;

  /** Commands that `readsOnly` are read as is the client's habit; without it all go through the log. */
  constructor(
    options: ClientOptions,
    commands: Commands<unknown, unknown>,
    readsOnly?: (command: unknown) => boolean,
    isEventual?: (command: unknown) => boolean,
  ) {
    this.options = options;
    this.commands = commands;
    this.readsOnly = readsOnly;
    this.isEventual = isEventual;
  }

  /** No operation is open; then none is waiting either. */
  get idle(): boolean {
    return this.operation === undefined;
  }

  /** The last operation that ended, ended because the session had expired. */
  get wasTurnedAway(): boolean {
    return this.turnedAway;
  }

  /** Operations submitted and not yet begun. */
  get backlog(): number {
    return this.waiting.length;
  }

  get counts(): Readonly<ClientCounts> {
    return this.doneCounts;
  }

  /**
   * One more operation to carry out, now or after those before it: this command, or else the client's own choice. If it
   * only reads, it may be said how; otherwise that is the client's choice too.
   */
  submit(process: Process<W>, command?: unknown, how?: HowToRead): void {
    this.doneCounts.submitted++;
    if (this.idle) this.begin(process, { command, how });
    else this.waiting.push({ command, how });
  }

  /** Whether the command only reads, and so can be answered without an entry in the log. */
  isRead(command: unknown): boolean {
    return this.readsOnly?.(command) === true;
  }

  start(): void {}

  receive(process: Process<W>, from: number, payload: unknown): void {
    const reply = payload as Reply;
    // Otherwise it is a late answer to what has ended, or the copy of one.
    if (this.operation !== undefined && this.isToAsked(reply)) this.hear(process, this.operation, from, reply);
  }

  deadline(process: Process<W>): void {
    const { operation } = this;
    if (operation === undefined) throw new Error(`Client ${process.id} has no operation open, but a deadline.`);
    if (process.nowUs >= operation.giveUpAtUs) {
      this.giveUp(process, operation);
      return;
    }
    if (this.asking && operation.read?.consistency === "eventual") {
      this.giveUp(process, operation);
      return;
    }
    if (this.asking) this.target = this.chooseNodeBeside(process, this.target);
    this.doneCounts.retries++;
    this.ask(process);
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
    const copy = new Client<W>(this.options, this.commands.fork(), this.readsOnly, this.isEventual);
    copy.doneCounts = { ...this.doneCounts };
    copy.waiting = this.waiting.slice();
    copy.sequence = this.sequence;
    copy.registrations = this.registrations;
    copy.session = this.session;
    copy.sessionSeenAtUs = this.sessionSeenAtUs;
    copy.operation = this.operation;
    copy.asked = this.asked;
    copy.turnedAway = this.turnedAway;
    copy.target = this.target;
    copy.asking = this.asking;
    copy.believedLeader = this.believedLeader;
    return copy;
  }

  private begin(process: Process<W>, { command: wanted, how }: Submitted): void {
    this.sequence++;
    const draw = process.choose("client-command", COMMAND_DRAWS);
    const command = wanted === undefined ? this.commands.next(draw, process.id, this.sequence) : wanted;
    const giveUpAtUs = process.nowUs + this.options.operationTimeoutUs;
    const read = this.chooseWay(process, command, how);
    this.operation = { sequence: this.sequence, command, giveUpAtUs, read };
    this.target = this.believedLeader === NO_NODE ? this.chooseNodeBeside(process, NO_NODE) : this.believedLeader;
    if (read !== undefined) {
      this.askToRead(process, read);
      return;
    }
    process.witness.clientInvoked(process.id, this.sequence, command);
    if (process.nowUs - this.sessionSeenAtUs > this.options.sessionIdleUs) this.session = NO_SESSION;
    if (this.session === NO_SESSION) this.askForSession(process);
    else this.askForCommand(process, this.operation);
  }

  /** Undefined: it goes through the log. */
  private chooseWay(process: Process<W>, command: unknown, how: HowToRead | undefined): Read | undefined {
    if (this.isEventual?.(command)) return createRead(process.id, this.sequence, command, "eventual", 0);
    return this.isRead(command) ? this.chooseRead(process, command, how) : undefined;
  }

  private chooseRead(process: Process<W>, command: unknown, how: HowToRead | undefined): Read | undefined {
    const chosen = how ?? chooseRead(process, this.options.reads);
    if (chosen.consistency === "logged") return undefined;
    return createRead(process.id, this.sequence, command, chosen.consistency, chosen.maxStalenessUs);
  }

  private askToRead(process: Process<W>, read: Read): void {
    const { command, consistency, maxStalenessUs, sequence } = read;
    process.witness.clientRead(process.id, sequence, command, consistency, maxStalenessUs);
    if (consistency === "eventual" || goesAnywhere(process, this.options.reads))
      this.target = this.chooseNodeBeside(process, NO_NODE);
    this.asked = read;
    this.ask(process);
  }

  private askForSession(process: Process<W>): void {
    this.registrations++;
    this.asked = createRegistration(process.id, this.registrations);
    this.ask(process);
  }

  private askForCommand(process: Process<W>, { command, sequence }: OpenOperation): void {
    this.asked = createRequest(process.id, this.session, sequence, command);
    this.ask(process);
  }

  private ask(process: Process<W>): void {
    const { bytes, digest } = this.asked!;
    this.asking = true;
    this.wakeAfter(process, this.options.attemptTimeoutUs);
    process.send(this.target, this.asked, bytes, digest);
  }

  private isToAsked({ session, sequence }: Reply): boolean {
    const { asked } = this;
    return sequence === asked?.sequence && session === (asked.kind === "registration" ? NO_SESSION : asked.session);
  }

  private hear(process: Process<W>, operation: OpenOperation, from: number, reply: Reply): void {
    switch (reply.outcome) {
      case "applied":
        this.sawSession(process, from);
        this.succeed(process, operation, reply);
        break;
      case "registered":
        this.sawSession(process, from);
        this.session = reply.index;
        this.target = from;
        this.askForCommand(process, operation);
        break;
      case "read":
        this.succeed(process, operation, reply);
        break;
      case "session-expired":
        this.session = NO_SESSION;
        this.turnAway(process, operation);
        break;
      case "too-large":
        // To ask again, here or elsewhere, would be as vain.
        this.acceptRefusal(process, operation);
        break;
      default:
        if (this.asking && from === this.target) this.refused(process, reply);
    }
  }

  private sawSession(process: Process<W>, leader: number): void {
    this.believedLeader = leader;
    this.sessionSeenAtUs = process.nowUs;
  }

  private refused(process: Process<W>, reply: Reply): void {
    if (reply.outcome === "overloaded" && this.operation!.read === undefined) {
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
    process.setDeadline(Math.min(process.nowUs + delayUs, this.operation!.giveUpAtUs));
  }

  private succeed(process: Process<W>, operation: OpenOperation, { index, result }: Reply): void {
    const { command, read, sequence } = operation;
    if (result === undefined) throw new Error(`Operation ${sequence} of client ${process.id} was applied for nothing.`);
    this.doneCounts.applied++;
    this.turnedAway = false;
    if (read?.consistency !== "stale" && read?.consistency !== "eventual") this.commands.learned(command, result);
    process.witness.clientReturned(process.id, sequence, index, result);
    this.goOn(process);
  }

  private giveUp(process: Process<W>, { command, read, sequence }: OpenOperation): void {
    // Of whoever leads an operation says nothing that was asked of any node.
    if (read?.consistency !== "eventual") this.believedLeader = NO_NODE;
    this.doneCounts.unknown++;
    this.turnedAway = false;
    this.commands.lost(command);
    process.witness.clientReturned(process.id, sequence, 0, undefined);
    this.goOn(process);
  }

  /** Whoever was asked before has refused it too, or will: the limit is the same everywhere. */
  private acceptRefusal(process: Process<W>, { command, sequence }: OpenOperation): void {
    this.doneCounts.refused++;
    this.turnedAway = false;
    this.commands.lost(command);
    process.witness.clientRefused(process.id, sequence);
    this.goOn(process);
  }

  private turnAway(process: Process<W>, { command, sequence }: OpenOperation): void {
    this.doneCounts.unknown++;
    this.turnedAway = true;
    this.commands.lost(command);
    process.witness.clientSessionExpired(process.id, sequence);
    this.goOn(process);
  }

  private goOn(process: Process<W>): void {
    this.operation = undefined;
    this.asked = undefined;
    this.asking = false;
    if (this.waiting.length === 0) {
      process.setDeadline(NO_DEADLINE);
      return;
    }
    this.begin(process, this.waiting.shift()!);
  }
}

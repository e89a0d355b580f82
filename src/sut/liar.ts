import type { Observations } from "../../invariants/observation.ts";
import { type AskedInSession, isAsked, type SessionCounts } from "../machine/index.ts";
import type { Message, RaftView } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import type { Lie } from "./lie.ts";
import { Equivocation } from "./lies/equivocate.ts";
import { falseClaim } from "./lies/fake-leader.ts";
import { falsePromise, grantedInstead } from "./lies/lie-votes.ts";
import { Silence } from "./lies/silent-drop.ts";
import { LyingProcess } from "./lying-process.ts";
import type { NodeProgram } from "./node-program.ts";
import type { Order } from "./order.ts";
import type { RaftNode } from "./raft-node.ts";
import { messageBytes, messageDigest } from "./wire.ts";

/** Of so many chances to tell a lie, one is taken. Claims shake the whole cluster, and every event is a chance. */
const EVENTS_PER_CLAIM = 256;
const APPENDS_PER_FALSE_PROMISE = 4;
const APPENDS_PER_DAMAGE = 4;

/**
 * An honest node, and a liar around it who alters, adds and keeps back what it says to other nodes, by the lies that are
 * on. The node inside knows nothing of it: it hears, writes and applies as ever, and what is observed of a liar is what
 * is observed of that node. A liar is honest until told otherwise, and again after a restart.
 */
export class Liar implements NodeProgram {
  private readonly node: RaftNode;
  private readonly peers: readonly number[];
  private lies: readonly Lie[] = [];
  private equivocation: Equivocation;
  private silence: Silence;

  constructor(node: RaftNode, peers: readonly number[]) {
    this.node = node;
    this.peers = peers;
    this.equivocation = new Equivocation(peers);
    this.silence = new Silence(peers);
  }

  get view(): RaftView {
    return this.node.view;
  }

  get stateHash(): number {
    return this.node.stateHash;
  }

  get sessionCounts(): Readonly<SessionCounts> {
    return this.node.sessionCounts;
  }

  /** The lies that are told from now on, in place of those before; none: it is honest. */
  setLies(lies: readonly Lie[]): void {
    this.lies = lies;
  }

  start(process: Process<Observations>): void {
    this.node.start(this.around(process));
  }

  receive(process: Process<Observations>, from: number, payload: unknown): void {
    this.node.receive(this.around(process), from, payload);
    const heard = payload as Message | AskedInSession;
    if (this.isOn("lie-votes") && !isAsked(heard)) this.promise(process, heard);
    this.claim(process);
  }

  deadline(process: Process<Observations>): void {
    this.node.deadline(this.around(process));
    this.claim(process);
  }

  written(process: Process<Observations>, write: number): void {
    this.node.written(this.around(process), write);
  }

  writeFailed(process: Process<Observations>, write: number): void {
    this.node.writeFailed(this.around(process), write);
  }

  readDone(process: Process<Observations>, request: unknown): void {
    this.node.readDone(this.around(process), request);
  }

  unreachable(process: Process<Observations>, peer: number): void {
    this.node.unreachable(this.around(process), peer);
  }

  order(process: Process<Observations>, order: Order): void {
    this.node.order(this.around(process), order);
  }

  fork(): Liar {
    const copy = new Liar(this.node.fork(), this.peers);
    copy.lies = this.lies;
    copy.equivocation = this.equivocation.fork();
    copy.silence = this.silence.fork();
    return copy;
  }

  private isOn(lie: Lie): boolean {
    return this.lies.includes(lie);
  }

  /** What the node acts on in this event. While the liar is honest nothing stands between. */
  private around(process: Process<Observations>): Process<Observations> {
    if (this.lies.length === 0) return process;
    return new LyingProcess(process, (message, bytes, digest) => this.say(process, message, bytes, digest));
  }

  /** The node sends a message: what goes out in its place. */
  private say(process: Process<Observations>, honest: Message, bytes: number, digest: number): void {
    if (this.isOn("silent-drop") && this.silence.covers(process, honest.to)) {
      tell(process, "silent-drop");
      return;
    }
    const isReplication = honest.kind === "append-request" && honest.entries.length > 0;
    if (isReplication && this.isOn("corrupt-log") && process.choose("lie", APPENDS_PER_DAMAGE) === 0) {
      tell(process, "corrupt-log");
      // The entries were altered behind the checksum's back: what they say now, nobody will ever see.
      process.sendDamaged(honest.to, bytes, digest);
      return;
    }
    const lie = this.alter(process, honest);
    if (lie === undefined) process.send(honest.to, honest, bytes, digest);
    else sendLie(process, lie);
  }

  /** The lie to tell instead of a message; undefined: the truth. */
  private alter(process: Process<Observations>, honest: Message): Message | undefined {
    if (honest.kind === "append-request") {
      if (!this.isOn("equivocate")) return undefined;
      const version = this.equivocation.tell(process, honest);
      if (version === honest) return undefined;
      tell(process, "equivocate");
      return version;
    }
    const granted = this.isOn("lie-votes") ? grantedInstead(honest) : undefined;
    if (granted !== undefined) tell(process, "lie-votes");
    return granted;
  }

  private promise(process: Process<Observations>, heard: Message): void {
    const promise = falsePromise(this.view, heard);
    if (promise === undefined) return;
    if (promise.kind === "append-response" && process.choose("lie", APPENDS_PER_FALSE_PROMISE) !== 0) return;
    tell(process, "lie-votes");
    sendLie(process, promise);
  }

  /** Now and then, to about half of the others: the rest go on with the leader that there is. */
  private claim(process: Process<Observations>): void {
    if (!this.isOn("fake-leader") || process.choose("lie", EVENTS_PER_CLAIM) !== 0) return;
    for (const peer of this.peers) {
      if (process.choose("lie", 2) === 0) continue;
      const claim = falseClaim(process, this.view, peer);
      if (claim === undefined) continue;
      tell(process, "fake-leader");
      sendLie(process, claim);
    }
  }
}

/** Lies are counted by their names. */
function tell(process: Process<Observations>, lie: Lie): void {
  process.tally(lie);
}

function sendLie(process: Process<Observations>, lie: Message): void {
  process.send(lie.to, lie, messageBytes(lie), messageDigest(lie));
}

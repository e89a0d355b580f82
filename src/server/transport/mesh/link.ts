import type { Message, NodeId } from "../../../raft/index.ts";
import { RefusalError } from "../refusal.ts";
import type { OtherSide } from "../watcher.ts";
import type { Connection, ConnectionListener, Greeting } from "./connection.ts";

/** Whom a link reports to. */
export interface LinkOwner {
  opened(link: Link): void;
  greeted(link: Link, greeting: Greeting): void;
  received(link: Link, group: number, message: Message, bytes: number): void;
  refused(link: Link, error: RefusalError): void;
  /** It ended, and this side did not want it to. */
  lost(link: Link, reason: string): void;
}

/** So many times in a row nothing came between two looks at a link: nobody is there. */
const SILENT_LOOKS = 3;

/** Whom this side has begun a link with, and where, as "host:port". */
export interface Dialed {
  readonly peer: NodeId;
  readonly address: string;
}

/** A connection and how far it has come: dialed or accepted, then greeted, then established, then over. */
export class Link implements ConnectionListener {
  readonly connection: Connection;
  /** The server that was dialed, or that has greeted; undefined until then. */
  peer: NodeId | undefined;
  /** Who the other side is said to be, rightly or not. */
  claimed: NodeId | undefined;
  readonly isDialed: boolean;
  /** The greeting is on its way to the other side. */
  hasGreeted = false;
  /** What the other side said; undefined until the link is established. */
  greeting: Greeting | undefined;
  private readonly dialedAddress: string | undefined;
  private readonly owner: LinkOwner;
  private readonly timer: NodeJS.Timeout;
  private isOver = false;
  private hasSent = false;
  private silentLooks = 0;
  /** Why this side ends it. */
  private ending: string | undefined;

  constructor(
    owner: LinkOwner,
    dialed: Dialed | undefined,
    timeoutMs: number,
    connect: (listener: ConnectionListener) => Connection,
  ) {
    this.owner = owner;
    this.peer = dialed?.peer;
    this.claimed = dialed?.peer;
    this.dialedAddress = dialed?.address;
    this.isDialed = dialed !== undefined;
    this.timer = setTimeout(() => this.timedOut(), timeoutMs);
    this.connection = connect(this);
  }

  /** Who and where the other side is, for people. */
  get otherSide(): OtherSide {
    return { peer: this.claimed, address: this.dialedAddress ?? this.connection.remoteHost };
  }

  greet(greeting: Greeting): void {
    this.hasGreeted = true;
    this.connection.greet(greeting);
  }

  establish(greeting: Greeting): void {
    clearTimeout(this.timer);
    this.peer = greeting.from;
    this.greeting = greeting;
  }

  /** Returns the size of the message in bytes. */
  send(group: number, message: Message): number {
    this.hasSent = true;
    return this.connection.send(group, message);
  }

  /** To be called from time to time: says something if nobody did, and finds out if nobody is there. */
  look(): void {
    this.silentLooks++;
    if (this.silentLooks > SILENT_LOOKS) {
      this.ending = "nothing was heard of it for too long";
      this.connection.destroy();
      return;
    }
    if (!this.hasSent) this.connection.keepAlive();
    this.hasSent = false;
  }

  /** Ends it, and nothing more is heard of it. */
  close(): void {
    this.over();
    this.connection.close();
  }

  /** Ends it, because of what came from the other side. */
  refuse(error: RefusalError): void {
    this.refused(error);
    this.connection.destroy();
  }

  opened(): void {
    if (!this.isOver) this.owner.opened(this);
  }

  greeted(greeting: Greeting): void {
    if (this.isOver) return;
    this.claimed ??= greeting.from;
    this.owner.greeted(this, greeting);
  }

  received(group: number, message: Message, bytes: number): void {
    this.silentLooks = 0;
    if (!this.isOver) this.owner.received(this, group, message, bytes);
  }

  keptAlive(): void {
    this.silentLooks = 0;
  }

  refused(error: RefusalError): void {
    this.ending ??= error.message;
    if (!this.isOver) this.owner.refused(this, error);
  }

  closed(reason = "the other side ended the connection"): void {
    if (this.isOver) return;
    this.over();
    this.owner.lost(this, this.ending ?? reason);
  }

  private timedOut(): void {
    this.ending = "there was no answer in time";
    if (!this.isDialed) this.refused(new RefusalError("no-greeting", "nothing came in time"));
    this.connection.destroy();
  }

  private over(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}

import type { Message, NodeId } from "../../../raft/index.ts";
import { RefusalError } from "../refusal.ts";
import type { Connection, ConnectionListener, Greeting } from "./connection.ts";

/** Whom a link reports to. */
export interface LinkOwner {
  opened(link: Link): void;
  greeted(link: Link, greeting: Greeting): void;
  /** May throw a `RefusalError`. */
  received(link: Link, group: number, message: Message, bytes: number): void;
  refused(error: RefusalError): void;
  /** It ended, and this side did not want it to. */
  lost(link: Link): void;
}

/** So many times in a row nothing came between two looks at a link: nobody is there. */
const SILENT_LOOKS = 3;

/** A connection and how far it has come: dialed or accepted, then greeted, then established, then over. */
export class Link implements ConnectionListener {
  readonly connection: Connection;
  /** The server that was dialed, or that has greeted; undefined until then. */
  peer: NodeId | undefined;
  readonly isDialed: boolean;
  /** The greeting is on its way to the other side. */
  hasGreeted = false;
  /** What the other side said; undefined until the link is established. */
  greeting: Greeting | undefined;
  private readonly owner: LinkOwner;
  private readonly timer: NodeJS.Timeout;
  private isOver = false;
  private hasSent = false;
  private silentLooks = 0;

  constructor(
    owner: LinkOwner,
    dialed: NodeId | undefined,
    timeoutMs: number,
    connect: (listener: ConnectionListener) => Connection,
  ) {
    this.owner = owner;
    this.peer = dialed;
    this.isDialed = dialed !== undefined;
    this.timer = setTimeout(() => this.timedOut(), timeoutMs);
    this.connection = connect(this);
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
    if (!this.isOver) this.owner.greeted(this, greeting);
  }

  received(group: number, message: Message, bytes: number): void {
    this.silentLooks = 0;
    if (this.isOver) return;
    try {
      this.owner.received(this, group, message, bytes);
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      this.refuse(error);
    }
  }

  keptAlive(): void {
    this.silentLooks = 0;
  }

  refused(error: RefusalError): void {
    if (!this.isOver) this.owner.refused(error);
  }

  closed(): void {
    if (this.isOver) return;
    this.over();
    this.owner.lost(this);
  }

  private timedOut(): void {
    if (!this.isDialed) this.refused(new RefusalError("no-greeting", "nothing came in time"));
    this.connection.destroy();
  }

  private over(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}

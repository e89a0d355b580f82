import { createServer, type Server, Socket } from "node:net";
import { LOOPBACK } from "../cluster/index.ts";

/** What becomes of the bytes of one direction: they arrive, or they wait until the link is healed. */
export type Flow = "open" | "held";

/** Bytes on their way in one direction of one connection. */
class Stream {
  private readonly from: Socket;
  private isHeld = false;
  private isFull = false;

  constructor(from: Socket, to: Socket) {
    this.from = from;
    from.on("data", (bytes) => {
      if (to.destroyed || to.write(bytes)) return;
      this.isFull = true;
      this.update();
    });
    to.on("drain", () => {
      this.isFull = false;
      this.update();
    });
  }

  set flow(flow: Flow) {
    this.isHeld = flow === "held";
    this.update();
  }

  private update(): void {
    if (this.isHeld || this.isFull) this.from.pause();
    else this.from.resume();
  }
}

interface Connection {
  readonly dialer: Socket;
  readonly target: Socket;
  readonly forth: Stream;
  readonly back: Stream;
}

/** Stands where one node dials another, and passes on what they say, until it is told not to. */
export class LinkProxy {
  private readonly server: Server;
  private readonly targetPort: number;
  private readonly connections = new Set<Connection>();
  private forth: Flow = "open";
  private back: Flow = "open";
  private refuses = false;
  private accepted = 0;

  constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.server = createServer((dialer) => this.accept(dialer));
  }

  /** How many connections were passed on so far. */
  get passed(): number {
    return this.accepted;
  }

  /** Gives the port. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen({ port: 0, host: LOOPBACK }, () => {
        resolve((this.server.address() as { port: number }).port);
      });
    });
  }

  /** What the dialer says, and what it hears. */
  setFlows(forth: Flow, back: Flow): void {
    this.forth = forth;
    this.back = back;
    for (const connection of this.connections) this.apply(connection);
  }

  /** Whether connections are ended, and new ones as soon as they are made. */
  setRefuses(refuses: boolean): void {
    this.refuses = refuses;
    if (refuses) this.endConnections();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.endConnections();
    await closed;
  }

  private accept(dialer: Socket): void {
    if (this.refuses) {
      dialer.destroy();
      return;
    }
    this.accepted++;
    const target = new Socket().connect(this.targetPort, LOOPBACK);
    const connection = { dialer, target, forth: new Stream(dialer, target), back: new Stream(target, dialer) };
    this.connections.add(connection);
    this.apply(connection);
    const end = (): void => this.end(connection);
    for (const socket of [dialer, target]) {
      socket.setNoDelay(true);
      // What went wrong does not matter: both ends see a connection that is lost.
      socket.on("error", end).on("end", end).on("close", end);
    }
  }

  private apply({ forth, back }: Connection): void {
    forth.flow = this.forth;
    back.flow = this.back;
  }

  private endConnections(): void {
    for (const connection of [...this.connections]) this.end(connection);
  }

  private end(connection: Connection): void {
    this.connections.delete(connection);
    connection.dialer.destroy();
    connection.target.destroy();
  }
}

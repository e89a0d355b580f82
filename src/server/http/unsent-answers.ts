import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** What an answer takes beside its body, and the request with it, which is kept as long. */
const ANSWER_BYTES = 4_096;

declare module "fastify" {
  interface FastifyReply {
    /** Counted for it while it is not sent; 0 if it is not counted. */
    unsentBytes: number;
  }
}

/**
 * Bounds the memory of answers that the system has not taken yet, because whoever asked does not read them or reads
 * slowly. When there is too much of them the connection that has most is closed, of those that have as much the oldest:
 * others cannot be kept out by it, and a request whose connection is lost may have been carried out, as ever.
 */
export class UnsentAnswers {
  private readonly maxBytes: number;
  private readonly closed: (bytes: number) => void;
  /** Every connection that is open, in the order in which they came. */
  private readonly connections = new Map<Socket, number>();
  private totalBytes = 0;

  /** `closed` is told of each connection that is closed how much of its answers was not sent. */
  constructor(maxBytes: number, closed: (bytes: number) => void) {
    this.maxBytes = maxBytes;
    this.closed = closed;
  }

  /** Counts the answers to every route that is added from now on. */
  observe(app: FastifyInstance): void {
    app.server.on("connection", (socket) => {
      this.connections.set(socket, 0);
      socket.once("close", () => this.forget(socket));
    });
    app.decorateReply("unsentBytes", 0);
    app.addHook("onSend", ({ raw: { socket } }, reply, payload, done) => {
      const bodyBytes = typeof payload === "string" || Buffer.isBuffer(payload) ? Buffer.byteLength(payload) : 0;
      reply.unsentBytes += ANSWER_BYTES + bodyBytes;
      this.add(socket, ANSWER_BYTES + bodyBytes);
      if (this.totalBytes > this.maxBytes) this.closeGreediest();
      done(null, payload);
    });
    app.addHook("onResponse", ({ raw: { socket } }, reply, done) => {
      this.add(socket, -reply.unsentBytes);
      done();
    });
  }

  private add(socket: Socket, bytes: number): void {
    const heldBytes = this.connections.get(socket);
    if (heldBytes === undefined) return;
    this.connections.set(socket, heldBytes + bytes);
    this.totalBytes += bytes;
  }

  private closeGreediest(): void {
    let [greediest, mostBytes] = [undefined as Socket | undefined, 0];
    for (const [socket, heldBytes] of this.connections) {
      if (heldBytes > mostBytes) [greediest, mostBytes] = [socket, heldBytes];
    }
    this.forget(greediest!);
    greediest!.destroy();
    this.closed(mostBytes);
  }

  private forget(socket: Socket): void {
    this.totalBytes -= this.connections.get(socket) ?? 0;
    this.connections.delete(socket);
  }
}

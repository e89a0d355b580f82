import type { Socket } from "node:net";
import { checkServerIdentity, TLSSocket } from "node:tls";
import type { Message, NodeId } from "../../../raft/index.ts";
import type { Connection, ConnectionListener, Greeting } from "../mesh/connection.ts";
import { nameOfNode } from "../options.ts";
import { RefusalError } from "../refusal.ts";
import { FRAME_KIND, MAX_GREETING_BYTES } from "../wire/frame.ts";
import { FrameReader } from "../wire/frame-reader.ts";
import { FrameWriter } from "../wire/frame-writer.ts";
import { readGreeting, writeGreeting } from "../wire/greeting.ts";
import { readMessage } from "../wire/message-reader.ts";
import { writeMessage } from "../wire/message-writer.ts";
import type { PayloadReader } from "../wire/payload-reader.ts";

/** A connection over a socket, plain or encrypted. Both sides send frames, of which the first is a greeting. */
export class TcpConnection implements Connection {
  readonly remoteHost: string | undefined;
  private readonly socket: Socket;
  private readonly listener: ConnectionListener;
  private readonly isDialed: boolean;
  private readonly maxFrameBytes: number;
  private readonly reader: FrameReader;
  private readonly writer = new FrameWriter();
  private wasGreeted = false;
  private failure: string | undefined;

  constructor(socket: Socket, isDialed: boolean, maxFrameBytes: number, listener: ConnectionListener) {
    this.socket = socket;
    // A socket that has ended does not know it any more.
    this.remoteHost = socket.remoteAddress;
    this.listener = listener;
    this.isDialed = isDialed;
    this.maxFrameBytes = maxFrameBytes;
    this.reader = new FrameReader(MAX_GREETING_BYTES, (...frame) => this.took(...frame));
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.push(chunk));
    // An error ends the socket, and `close` follows it.
    socket.on("error", (error) => this.failed(error));
    socket.once("close", () => listener.closed(this.failure));
    if (isDialed) socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => listener.opened());
  }

  greet(greeting: Greeting): void {
    writeGreeting(this.writer, this.isDialed ? FRAME_KIND.hello : FRAME_KIND.welcome, greeting);
    this.flush();
  }

  proves(peer: NodeId): boolean {
    if (!(this.socket instanceof TLSSocket)) return true;
    return checkServerIdentity(nameOfNode(peer), this.socket.getPeerCertificate()) === undefined;
  }

  send(group: number, message: Message): number {
    const before = this.writer.pendingBytes;
    writeMessage(this.writer, group, message);
    return this.writer.pendingBytes - before;
  }

  keepAlive(): void {
    this.writer.begin(FRAME_KIND.keepAlive, 0, 0);
    this.writer.end();
    this.flush();
  }

  flush(): void {
    const { socket, writer } = this;
    const pieces = writer.take();
    if (pieces.length > 1) socket.cork();
    for (const piece of pieces) socket.write(piece);
    if (pieces.length > 1) socket.uncork();
    // The system mostly takes all of it at once.
    if (socket.writableLength === 0) writer.reuse();
  }

  get waitingBytes(): number {
    return this.writer.pendingBytes + this.socket.writableLength;
  }

  close(): void {
    if (this.socket.connecting) this.socket.destroy();
    else this.socket.destroySoon();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private failed(error: Error): void {
    this.failure = error.message;
    if (!(this.socket instanceof TLSSocket) || !this.socket.authorizationError) return;
    this.listener.refused(new RefusalError("certificate", `${this.socket.authorizationError}`));
  }

  private push(chunk: Buffer): void {
    try {
      this.reader.push(chunk);
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      this.listener.refused(this.wasGreeted ? error : asStranger(error));
      this.socket.destroy();
    }
  }

  private took(kind: number, group: number, payload: PayloadReader, frameBytes: number): void {
    if (this.socket.destroyed) return;
    if (!this.wasGreeted) this.tookGreeting(kind, payload);
    else if (kind === FRAME_KIND.keepAlive) this.listener.keptAlive();
    else this.listener.received(group, readMessage(kind, payload), frameBytes);
  }

  private tookGreeting(kind: number, payload: PayloadReader): void {
    const expected = this.isDialed ? FRAME_KIND.welcome : FRAME_KIND.hello;
    if (kind !== expected) throw new RefusalError("stranger", `frame kind ${kind} where ${expected} comes first`);
    const greeting = readGreeting(payload);
    this.wasGreeted = true;
    this.reader.maxFrameBytes = this.maxFrameBytes;
    this.listener.greeted(greeting);
  }
}

/** Whose first bytes are no greeting is not of this protocol; but it may be of another version of it. */
function asStranger(error: RefusalError): RefusalError {
  return error.reason === "unknown-version" ? error : new RefusalError("stranger", error.message);
}

import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { ClientDuplexStream, ServerDuplexStream } from "@grpc/grpc-js";
import type { Message, NodeId } from "../../../raft/index.ts";
import { parseAddress } from "../address.ts";
import type { Connection, ConnectionListener, Greeting } from "../mesh/connection.ts";
import { nameOfNode } from "../options.ts";
import { RefusalError } from "../refusal.ts";
import { MAX_GREETING_BYTES } from "../wire/frame.ts";
import { malformed } from "../wire/payload-reader.ts";
import { greetingOf, parcelOfGreeting, readParcel, writeParcel } from "./parcel.ts";
import { fromProto, toProto } from "./proto-message.ts";

export type ExchangeStream = ClientDuplexStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>;

/** A parcel grows no further than this, unless a single message is larger. */
const PARCEL_BYTES = 65_536;

export interface GrpcConnectionOptions {
  readonly maxFrameBytes: number;
  readonly isSecure: boolean;
  /** Gives up what the stream runs over, as far as it belongs to this connection alone. */
  readonly cancel: () => void;
}

/** A connection over one bidirectional stream, on which both sides send parcels. */
export class GrpcConnection implements Connection {
  private readonly options: GrpcConnectionOptions;
  private readonly listener: ConnectionListener;
  /** Undefined while it is dialed. */
  private stream: ExchangeStream | undefined;
  /** Parcels with one message each. One behind the other they are one parcel: such is the encoding. */
  private collected: Buffer[] = [];
  private collectedBytes = 0;
  private writtenBytes = 0;
  private wasGreeted = false;
  private isOver = false;
  private failure: string | undefined;

  constructor(options: GrpcConnectionOptions, listener: ConnectionListener) {
    this.options = options;
    this.listener = listener;
  }

  /** The stream is there. */
  attach(stream: ExchangeStream): void {
    this.stream = stream;
    stream.on("data", (parcel: Buffer) => this.took(parcel));
    stream.on("error", (error: Error) => this.failed(error.message));
    // Where one side has ended, the other one has nothing to say any more either.
    stream.on("end", () => this.destroy());
    stream.on("close", () => this.destroy());
  }

  /** Ends it, and says why. */
  failed(reason: string): void {
    this.failure ??= reason;
    this.destroy();
  }

  get remoteHost(): string | undefined {
    const address = parseAddress(this.stream?.getPeer() ?? "");
    return address?.host;
  }

  greet(greeting: Greeting): void {
    this.write(parcelOfGreeting(greeting));
  }

  proves(peer: NodeId): boolean {
    if (!this.options.isSecure) return true;
    const certificate = this.stream?.getAuthContext()?.sslPeerCertificate as PeerCertificate | undefined;
    return certificate !== undefined && checkServerIdentity(nameOfNode(peer), certificate) === undefined;
  }

  send(group: number, message: Message): number {
    const parcel = writeParcel({ greeting: null, messages: [toProto(group, message)] });
    if (this.collectedBytes + parcel.length > Math.min(PARCEL_BYTES, this.options.maxFrameBytes)) this.flush();
    this.collected.push(parcel);
    this.collectedBytes += parcel.length;
    return parcel.length;
  }

  keepAlive(): void {
    this.write(writeParcel({ greeting: null, messages: [] }));
  }

  flush(): void {
    if (this.collectedBytes === 0) return;
    const parcel = Buffer.concat(this.collected, this.collectedBytes);
    this.collected = [];
    this.collectedBytes = 0;
    this.write(parcel);
  }

  get waitingBytes(): number {
    return this.collectedBytes + this.writtenBytes;
  }

  close(): void {
    if (this.stream === undefined) this.destroy();
    else this.stream.end();
  }

  destroy(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stream?.end();
    this.options.cancel();
    process.nextTick(() => this.listener.closed(this.failure));
  }

  private write(parcel: Buffer): void {
    if (this.isOver || this.stream === undefined) return;
    this.writtenBytes += parcel.length;
    this.stream.write(parcel, () => {
      this.writtenBytes -= parcel.length;
    });
  }

  private took(parcel: Buffer): void {
    if (this.isOver) return;
    try {
      this.read(parcel);
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      this.listener.refused(error);
      this.destroy();
    }
  }

  private read(bytes: Buffer): void {
    const mostBytes = this.wasGreeted ? this.options.maxFrameBytes : MAX_GREETING_BYTES;
    if (bytes.length > mostBytes) {
      throw new RefusalError("oversized", `a parcel of ${bytes.length} bytes, where ${mostBytes} are the most`);
    }
    const parcel = readParcel(bytes);
    if (!this.wasGreeted) {
      const greeting = greetingOf(parcel);
      this.wasGreeted = true;
      this.listener.greeted(greeting);
    } else if (parcel.greeting !== null) throw malformed("a second greeting");
    if (parcel.messages.length === 0) this.listener.keptAlive();
    // The size of a parcel is not shared among its messages, but counted with the first.
    let countedBytes = bytes.length;
    for (const message of parcel.messages) {
      if (this.isOver) return;
      this.listener.received(message.group, fromProto(message), countedBytes);
      countedBytes = 0;
    }
  }
}

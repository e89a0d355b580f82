import { checkServerIdentity, type PeerCertificate } from "node:tls";
import {
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  connectivityState,
  credentials,
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  setLogVerbosity,
} from "@grpc/grpc-js";
import type { NodeId } from "../../../raft/index.ts";
import { type Address, textOfAddress } from "../address.ts";
import type { Acceptor, Carrier, Connection, ConnectionListener } from "../mesh/connection.ts";
import { nameOfNode, type TransportOptions } from "../options.ts";
import { RefusalError } from "../refusal.ts";
import { SocketServer } from "../socket-server.ts";
import { type ExchangeStream, GrpcConnection } from "./grpc-connection.ts";
import { asItIs, EXCHANGE_PATH, SERVICE } from "./parcel.ts";

/** At the end so long is waited for the streams to end in order. */
const LAST_WORDS_MS = 500;

/** So far beyond the longest frame what is too large is refused here, and counted; beyond that gRPC refuses it. */
const COUNTED_BYTES = 1024 * 1024;
const FLOW_WINDOW_BYTES = 4 * 1024 * 1024;

/** Connections over gRPC streams, encrypted if there is a certificate to show. */
export class GrpcCarrier implements Carrier {
  private readonly options: TransportOptions;
  private readonly server: Server;
  /** Where gRPC listens itself, it keeps to itself whom it refuses. */
  private readonly sockets: SocketServer;
  private readonly connections = new Set<GrpcConnection>();

  constructor(options: TransportOptions) {
    this.options = options;
    // What it would print reaches us as an error.
    setLogVerbosity(logVerbosity.NONE);
    // Who connects and begins no stream is sent away.
    this.server = new Server({ ...this.channelOptions(), "grpc.max_connection_idle_ms": options.greetingTimeoutMs });
    this.sockets = new SocketServer(options, ["h2"]);
  }

  listen(address: Address, acceptor: Acceptor): Promise<Address> {
    this.server.addService(SERVICE, {
      exchange: (stream: ServerDuplexStream<Buffer, Buffer>) => {
        acceptor.accepted((listener) => this.accept(stream, listener));
      },
    });
    const injector = this.server.createConnectionInjector(ServerCredentials.createInsecure());
    return this.sockets.listen(address, {
      accepted: (socket) => injector.injectConnection(socket),
      refusedFrom: (host, error) => acceptor.refusedFrom(host, error),
    });
  }

  dial(peer: NodeId, address: Address, listener: ConnectionListener): Connection {
    const client = new Client(textOfAddress(address), this.clientCredentials(listener), {
      ...this.channelOptions(),
      // Each attempt is one: when to try again is not gRPC's to decide.
      "grpc.use_local_subchannel_pool": 1,
      "grpc.enable_retries": 0,
      "grpc.enable_http_proxy": 0,
      "grpc.service_config_disable_resolution": 1,
      ...(this.options.tls && { "grpc.ssl_target_name_override": nameOfNode(peer) }),
    });
    let stream: (ExchangeStream & { cancel(): void }) | undefined;
    const connection = this.connectionOf(listener, () => {
      stream?.cancel();
      client.close();
    });
    whenSettled(client, this.options.greetingTimeoutMs, (isReady) => {
      if (!isReady) {
        connection.failed("no connection could be made");
        return;
      }
      stream = client.makeBidiStreamRequest(EXCHANGE_PATH, asItIs, asItIs);
      connection.attach(stream);
      listener.opened();
    });
    return connection;
  }

  async close(): Promise<void> {
    const timer = setTimeout(() => {
      for (const connection of this.connections) connection.destroy();
      this.server.forceShutdown();
    }, LAST_WORDS_MS);
    await new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()));
    clearTimeout(timer);
    await this.sockets.close(LAST_WORDS_MS);
  }

  private accept(stream: ServerDuplexStream<Buffer, Buffer>, listener: ConnectionListener): Connection {
    const connection = this.connectionOf(listener, () => {});
    connection.attach(stream);
    return connection;
  }

  private connectionOf(listener: ConnectionListener, cancel: () => void): GrpcConnection {
    const { maxFrameBytes, tls } = this.options;
    const forget = () => {
      this.connections.delete(connection);
      cancel();
    };
    const connection = new GrpcConnection({ maxFrameBytes, isSecure: tls !== undefined, cancel: forget }, listener);
    this.connections.add(connection);
    return connection;
  }

  private channelOptions(): ChannelOptions {
    const { keepAliveMs, maxFrameBytes } = this.options;
    return {
      "grpc.max_receive_message_length": maxFrameBytes + COUNTED_BYTES,
      "grpc.max_send_message_length": -1,
      "grpc-node.flow_control_window": FLOW_WINDOW_BYTES,
      // A stream that the mesh has given up goes only with its session, if nobody is on the other side.
      "grpc.keepalive_time_ms": keepAliveMs,
      "grpc.keepalive_timeout_ms": 3 * keepAliveMs,
    };
  }

  private clientCredentials(listener: ConnectionListener): ChannelCredentials {
    const { tls } = this.options;
    if (tls === undefined) return credentials.createInsecure();
    const { authorities, key, certificate } = tls;
    const checked = {
      checkServerIdentity: (name: string, shown: PeerCertificate) => {
        const error = checkServerIdentity(name, shown);
        if (error !== undefined) listener.refused(new RefusalError("certificate", error.message));
        return error;
      },
    };
    return credentials.createSsl(Buffer.from(authorities), Buffer.from(key), Buffer.from(certificate), checked);
  }
}

/** Connects, and says whether it has come to a connection or to nothing. */
function whenSettled(client: Client, timeoutMs: number, done: (isReady: boolean) => void): void {
  const channel = client.getChannel();
  const deadline = Date.now() + timeoutMs;
  const look = (error?: Error) => {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) done(true);
    else if (error || state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN)
      done(false);
    else channel.watchConnectivityState(state, deadline, look);
  };
  look();
}

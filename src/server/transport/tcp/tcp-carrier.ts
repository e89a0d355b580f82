import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { connect as connectSecurely, createServer as createSecureServer, type TLSSocket } from "node:tls";
import type { NodeId } from "../../../raft/index.ts";
import type { Address } from "../address.ts";
import type { Acceptor, Carrier, Connection, ConnectionListener } from "../mesh/connection.ts";
import { nameOfNode, type TransportOptions, type TransportTls } from "../options.ts";
import { RefusalError } from "../refusal.ts";
import { TransportError } from "../transport.ts";
import { TcpConnection } from "./tcp-connection.ts";

/** At the end so long is waited for the system to take what was sent last. */
const LAST_WORDS_MS = 500;

/** Connections over TCP, encrypted if there is a certificate to show. */
export class TcpCarrier implements Carrier {
  private readonly options: TransportOptions;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();

  constructor(options: TransportOptions) {
    this.options = options;
  }

  async listen(address: Address, acceptor: Acceptor): Promise<Address> {
    const server = this.makeServer(acceptor);
    server.on("connection", (socket) => this.keep(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) => reject(new TransportError(`cannot listen for peers: ${error.message}`)));
      server.listen(address.port, address.host, resolve);
    });
    server.removeAllListeners("error");
    // A connection that could not be accepted, for want of file descriptors perhaps, is its other side's to try again.
    server.on("error", () => {});
    this.server = server;
    return { host: address.host, port: (server.address() as AddressInfo).port };
  }

  dial(peer: NodeId, { host, port }: Address, listener: ConnectionListener): Connection {
    const { tls, maxFrameBytes } = this.options;
    // The name of the server is what its certificate is checked against.
    const socket = tls
      ? connectSecurely({ host, port, servername: nameOfNode(peer), ...secured(tls) })
      : connect({ host, port });
    this.keep(socket);
    return new TcpConnection(socket, true, maxFrameBytes, listener);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      if (this.server === undefined) resolve();
      else this.server.close(() => resolve());
    });
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, LAST_WORDS_MS);
    await closed;
    await Promise.all([...this.sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    clearTimeout(timer);
  }

  private makeServer(acceptor: Acceptor): Server {
    const { tls, maxFrameBytes, greetingTimeoutMs } = this.options;
    const accept = (socket: Socket) =>
      acceptor.accepted((listener) => new TcpConnection(socket, false, maxFrameBytes, listener));
    if (tls === undefined) return createServer(accept);
    const options = { ...secured(tls), requestCert: true, handshakeTimeout: greetingTimeoutMs };
    const server = createSecureServer(options, accept);
    server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      const refusal = refusalOf(socket, error);
      if (refusal !== undefined) acceptor.refused(refusal);
    });
    return server;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
  }
}

function secured({ authorities, certificate, key }: TransportTls) {
  return { ca: authorities, cert: certificate, key, minVersion: "TLSv1.3", rejectUnauthorized: true } as const;
}

/** Why there is no connection; undefined if the other side left of itself. */
function refusalOf({ authorizationError }: TLSSocket, error: NodeJS.ErrnoException): RefusalError | undefined {
  if (authorizationError) return new RefusalError("certificate", `${authorizationError}`);
  if (error.code === "ECONNRESET") return undefined;
  return new RefusalError("stranger", error.message);
}

import { X509Certificate } from "node:crypto";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer, type TLSSocket } from "node:tls";
import type { Address } from "./address.ts";
import type { TransportOptions, TransportTls } from "./options.ts";
import { RefusalError } from "./refusal.ts";
import { TransportError } from "./transport.ts";

/** Who is told of sockets that others have begun. */
export interface SocketAcceptor {
  accepted(socket: Socket): void;
  refusedFrom(host: string | undefined, error: RefusalError): void;
}

/** As node:tls makes them. */
interface Wrapping extends TLSSocket {
  /** The socket that is encrypted. */
  readonly _parent: Socket;
}

/** Takes sockets, plain or encrypted, and knows all that are open. */
export class SocketServer {
  private readonly options: TransportOptions;
  private readonly protocols: string[];
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  /** Where those came from that others have begun: an encrypted one that was refused does not know it any more. */
  private readonly hosts = new WeakMap<Socket, string | undefined>();

  /** `protocols` are named to those who begin an encrypted socket, if there are any. */
  constructor(options: TransportOptions, protocols: string[] = []) {
    this.options = options;
    this.protocols = protocols;
  }

  /** Returns where it listens. Throws a `TransportError` if the address cannot be had. */
  async listen({ host, port }: Address, acceptor: SocketAcceptor): Promise<Address> {
    const server = this.makeServer(acceptor);
    server.on("connection", (socket) => {
      this.keep(socket);
      this.hosts.set(socket, socket.remoteAddress);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) => reject(new TransportError(`cannot listen for peers: ${error.message}`)));
      server.listen(port, host, resolve);
    });
    server.removeAllListeners("error");
    // A connection that could not be accepted, for want of file descriptors perhaps, is its other side's to try again.
    server.on("error", () => {});
    this.server = server;
    return { host, port: (server.address() as AddressInfo).port };
  }

  /** Counts a socket among those that end with the server. */
  keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
  }

  /** Takes no more sockets, and is done when those that there are have ended: after so long they are made to. */
  async close(patienceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, patienceMs);
    await new Promise<void>((resolve) => {
      if (this.server === undefined) resolve();
      else this.server.close(() => resolve());
    });
    await Promise.all([...this.sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    clearTimeout(timer);
  }

  private makeServer(acceptor: SocketAcceptor): Server {
    const { tls, greetingTimeoutMs } = this.options;
    const accept = (socket: Socket) => acceptor.accepted(socket);
    if (tls === undefined) return createServer(accept);
    const options = { ...secured(tls), requestCert: true, handshakeTimeout: greetingTimeoutMs };
    checkAuthorities(tls);
    const server = orUnusable(() => createSecureServer({ ...options, ALPNProtocols: this.protocols }, accept));
    server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      const refusal = refusalOf(socket, error);
      if (refusal !== undefined) acceptor.refusedFrom(this.hosts.get((socket as Wrapping)._parent), refusal);
    });
    return server;
  }
}

/** What node:tls is told on either side: nobody is believed without a certificate by one of the authorities. */
export function secured({ authorities, certificate, key }: TransportTls) {
  return { ca: authorities, cert: certificate, key, minVersion: "TLSv1.3", rejectUnauthorized: true } as const;
}

/** Of a text without a certificate node:tls says nothing, and then believes nobody. */
function checkAuthorities({ authorities }: TransportTls): void {
  try {
    new X509Certificate(authorities);
  } catch {
    throw new TransportError("cannot use the authorities: there is no certificate in what they name");
  }
}

/** What node:tls says of texts that are no certificate or no key is said as this room says it. */
function orUnusable(make: () => Server): Server {
  try {
    return make();
  } catch (error) {
    throw new TransportError(`cannot use the certificate: ${(error as Error).message}`);
  }
}

/** Why there is no connection; undefined if the other side left of itself. */
function refusalOf({ authorizationError }: TLSSocket, error: NodeJS.ErrnoException): RefusalError | undefined {
  if (authorizationError) return new RefusalError("certificate", `${authorizationError}`);
  if (error.code === "ECONNRESET") return undefined;
  return new RefusalError("stranger", error.message);
}

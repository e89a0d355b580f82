import { connect } from "node:net";
import { connect as connectSecurely } from "node:tls";
import type { NodeId } from "../../../raft/index.ts";
import type { Address } from "../address.ts";
import type { Acceptor, Carrier, Connection, ConnectionListener } from "../mesh/connection.ts";
import { nameOfNode, type TransportOptions } from "../options.ts";
import { SocketServer, secured } from "../socket-server.ts";
import { TcpConnection } from "./tcp-connection.ts";

/** At the end so long is waited for the system to take what was sent last. */
const LAST_WORDS_MS = 500;

/** Connections over TCP, encrypted if there is a certificate to show. */
export class TcpCarrier implements Carrier {
  private readonly options: TransportOptions;
  private readonly server: SocketServer;

  constructor(options: TransportOptions) {
    this.options = options;
    this.server = new SocketServer(options);
  }

  listen(address: Address, acceptor: Acceptor): Promise<Address> {
    const { maxFrameBytes } = this.options;
    return this.server.listen(address, {
      accepted: (socket) => acceptor.accepted((listener) => new TcpConnection(socket, false, maxFrameBytes, listener)),
      refusedFrom: (host, error) => acceptor.refusedFrom(host, error),
    });
  }

  dial(peer: NodeId, { host, port }: Address, listener: ConnectionListener): Connection {
    const { tls, maxFrameBytes } = this.options;
    // The name of the server is what its certificate is checked against.
    const socket = tls
      ? connectSecurely({ host, port, servername: nameOfNode(peer), ...secured(tls) })
      : connect({ host, port });
    this.server.keep(socket);
    return new TcpConnection(socket, true, maxFrameBytes, listener);
  }

  close(): Promise<void> {
    return this.server.close(LAST_WORDS_MS);
  }
}

import { Mesh } from "../mesh/mesh.ts";
import type { TransportOptions } from "../options.ts";
import type { Transport } from "../transport.ts";
import { TcpCarrier } from "./tcp-carrier.ts";

/** Messages as frames over TCP, or over TLS if the options hold a certificate. */
export function tcpTransport(options: TransportOptions): Transport {
  return new Mesh(options, new TcpCarrier(options));
}

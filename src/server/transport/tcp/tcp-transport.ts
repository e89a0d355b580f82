import { Mesh } from "../mesh/mesh.ts";
import type { TransportOptions } from "../options.ts";
import type { Transport } from "../transport.ts";
import { SILENT_WATCHER, type TransportWatcher } from "../watcher.ts";
import { TcpCarrier } from "./tcp-carrier.ts";

/** Messages as frames over TCP, or over TLS if the options hold a certificate. */
export function tcpTransport(options: TransportOptions, watcher: TransportWatcher = SILENT_WATCHER): Transport {
  return new Mesh(options, new TcpCarrier(options), watcher);
}

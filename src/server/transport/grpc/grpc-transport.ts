import { Mesh } from "../mesh/mesh.ts";
import type { TransportOptions } from "../options.ts";
import type { Transport } from "../transport.ts";
import { SILENT_WATCHER, type TransportWatcher } from "../watcher.ts";
import { GrpcCarrier } from "./grpc-carrier.ts";

/** Messages as those of transport.proto over gRPC, encrypted if the options hold a certificate. */
export function grpcTransport(options: TransportOptions, watcher: TransportWatcher = SILENT_WATCHER): Transport {
  return new Mesh(options, new GrpcCarrier(options), watcher);
}

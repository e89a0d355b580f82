import { Mesh } from "../mesh/mesh.ts";
import type { TransportOptions } from "../options.ts";
import type { Transport } from "../transport.ts";
import { GrpcCarrier } from "./grpc-carrier.ts";

/** Messages as those of transport.proto over gRPC, encrypted if the options hold a certificate. */
export function grpcTransport(options: TransportOptions): Transport {
  return new Mesh(options, new GrpcCarrier(options));
}

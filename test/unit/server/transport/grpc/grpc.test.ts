import { grpcTransport } from "../../../../../src/server/transport/grpc/grpc-transport.ts";
import { transportSuite } from "../transport-suite.ts";

transportSuite("grpc", grpcTransport, () => ({}));

import { grpcTransport } from "../../../../../src/server/transport/grpc/grpc-transport.ts";
import { certificateSuite } from "../certificate-suite.ts";

certificateSuite("grpc with certificates", grpcTransport, false);

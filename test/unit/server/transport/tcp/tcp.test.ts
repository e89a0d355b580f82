import { tcpTransport } from "../../../../../src/server/transport/tcp/tcp-transport.ts";
import { transportSuite } from "../transport-suite.ts";

transportSuite("tcp", tcpTransport, () => ({}));

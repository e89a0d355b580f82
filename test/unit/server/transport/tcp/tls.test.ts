import { tcpTransport } from "../../../../../src/server/transport/tcp/tcp-transport.ts";
import { certificateSuite } from "../certificate-suite.ts";

certificateSuite("tcp with certificates", tcpTransport, true);

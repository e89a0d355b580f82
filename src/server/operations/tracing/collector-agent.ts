import { type AgentOptions, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";

type Created = (error: Error | null, stream: Duplex) => void;

/**
 * Connections to a collector, whose failures end no server: one that answers early and hangs up makes a connection fail
 * when nobody listens to it any more, or not yet.
 */
export function collectorAgent(protocol: string): HttpAgent | HttpsAgent {
  return protocol === "https:" ? new QuietHttpsAgent({ keepAlive: true }) : new QuietHttpAgent({ keepAlive: true });
}

class QuietHttpAgent extends HttpAgent {
  override createConnection(options: AgentOptions, created?: Created) {
    return quiet(super.createConnection(options, created));
  }
}

class QuietHttpsAgent extends HttpsAgent {
  override createConnection(options: AgentOptions, created?: Created) {
    return quiet(super.createConnection(options, created));
  }
}

function quiet<Stream extends Duplex | null | undefined>(stream: Stream): Stream {
  stream?.on("error", () => {});
  return stream;
}

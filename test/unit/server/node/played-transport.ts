import type { Message } from "../../../../src/raft/index.ts";
import type { Transport, TransportCounters, TransportListener } from "../../../../src/server/transport/transport.ts";

/** Reaches nobody: the test plays the other servers. */
export class PlayedTransport implements Transport {
  readonly address = "127.0.0.1:1";
  readonly counters: TransportCounters = {
    messagesSent: 0,
    bytesSent: 0,
    messagesReceived: 0,
    bytesReceived: 0,
    messagesDropped: 0,
    connectionsOpened: 0,
    connectionsLost: 0,
    refused: {},
  };
  /** What the node has sent, in order. */
  readonly sent: Message[] = [];
  /** The node, as soon as it listens. */
  listener: TransportListener | undefined = undefined;
  readonly said: Transport["said"] = new Map();

  async listen(listener: TransportListener): Promise<void> {
    this.listener = listener;
  }

  /** The node gets this message, of its own group unless another is said. */
  play(message: Message, group = 0): void {
    this.listener!.received(group, message);
  }

  send(_: number, message: Message): void {
    this.sent.push(message);
  }

  /** All of it is with the system. */
  flush(): boolean {
    return true;
  }

  setPeers(): void {}

  async close(): Promise<void> {}
}

/** So many turns of the event loop have passed. */
export async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

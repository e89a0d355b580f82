import type { Message, NodeId } from "../../../../src/raft/index.ts";
import { DEFAULT_TUNING, type TransportOptions } from "../../../../src/server/transport/options.ts";
import type { Transport, TransportListener } from "../../../../src/server/transport/transport.ts";

export type MakeTransport = (options: TransportOptions) => Transport;

/** One server's transport, and what it has told its node. */
export class Station implements TransportListener {
  readonly id: NodeId;
  readonly transport: Transport;
  readonly messages: Message[] = [];
  readonly groups: number[] = [];
  readonly unreached: NodeId[] = [];

  constructor(id: NodeId, make: MakeTransport, options: Partial<TransportOptions> = {}) {
    this.id = id;
    this.transport = make({
      id,
      cluster: "test",
      address: "127.0.0.1:0",
      announced: { transport: `127.0.0.1:${9_000 + id}`, api: `127.0.0.1:${8_000 + id}` },
      tls: undefined,
      ...DEFAULT_TUNING,
      ...options,
    });
  }

  received(group: number, message: Message): void {
    this.groups.push(group);
    this.messages.push(message);
  }

  unreachable(peer: NodeId): void {
    this.unreached.push(peer);
  }

  send(to: Station, context: number): void {
    this.transport.send(0, {
      kind: "read-index-request",
      from: this.id,
      to: to.id,
      term: 1,
      context,
    });
  }

  /** The contexts of all questions that came, in order. */
  get contexts(): number[] {
    return this.messages.map((message) => (message.kind === "read-index-request" ? message.context : -1));
  }
}

export type OptionsOf = (id: NodeId) => Partial<TransportOptions>;

/** Makes stations that listen, and closes them all. */
export class Stage {
  private readonly make: MakeTransport;
  private readonly optionsOf: OptionsOf;
  private readonly open: { close(): Promise<void> }[] = [];

  constructor(make: MakeTransport, optionsOf: OptionsOf) {
    this.make = make;
    this.optionsOf = optionsOf;
  }

  async station(id: NodeId, options: Partial<TransportOptions> = {}): Promise<Station> {
    const made = new Station(id, this.make, { ...this.optionsOf(id), ...options });
    this.keep(made.transport);
    await made.transport.listen(made);
    return made;
  }

  /** Servers 1 and 2, connected. */
  async pair(options: Partial<TransportOptions> = {}): Promise<[Station, Station]> {
    const both: [Station, Station] = [await this.station(1, options), await this.station(2, options)];
    introduce(...both);
    await untilConnected(...both);
    return both;
  }

  /** Closes it with the others. */
  keep(one: { close(): Promise<void> }): void {
    this.open.push(one);
  }

  async close(): Promise<void> {
    await Promise.all(this.open.splice(0).map((one) => one.close()));
  }
}

const LOOKS_BEFORE_ANOTHER = 100;

/** Waits until something holds, for longer than any machine needs. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 8_000; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`it never came to this: ${what}`);
}

/**
 * Sends a question until one is there. The connection may be yet to come, and then the question is dropped; or it may be
 * lost with the question, and then another one is sent.
 */
export async function untilConnected(from: Station, to: Station): Promise<void> {
  const before = to.messages.length;
  const dropped = () => from.transport.counters.messagesDropped;
  let patience = 0;
  await until(() => {
    if (to.messages.length > before) return true;
    if (patience-- > 0) return false;
    const droppedBefore = dropped();
    from.send(to, 0);
    patience = dropped() > droppedBefore ? 0 : LOOKS_BEFORE_ANOTHER;
    return false;
  }, `server ${from.id} reaches server ${to.id}`);
}

/** Tells all of them where they are. */
export function introduce(...stations: readonly Station[]): void {
  const addresses = new Map(stations.map(({ id, transport }) => [id, [transport.address]] as const));
  for (const { transport } of stations) transport.setPeers(addresses);
}

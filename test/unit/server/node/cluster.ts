import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createOneShot, type Result } from "../../../../src/machine/index.ts";
import { type NodeOptions, nodeOptions } from "../../../../src/server/main/node-options.ts";
import { type NodeReplacements, type RunningNode, startNode } from "../../../../src/server/main/start-node.ts";
import type { NodeAddress, WriteOutcome } from "../../../../src/server/node/node.ts";
import { scratchDirectory } from "../files/scratch.ts";

/** Long enough for whatever must happen; nothing is measured by it. */
export const PATIENCE_MS = 30_000;

/** Real servers in this process: their sockets and files are real, and so is their time. */
export class TestCluster {
  readonly servers = new Map<number, RunningNode>();
  private readonly directory = scratchDirectory();
  private readonly addresses: Map<number, NodeAddress>;
  private readonly said: Partial<NodeOptions>;

  private constructor(addresses: Map<number, NodeAddress>, said: Partial<NodeOptions>) {
    this.addresses = addresses;
    this.said = said;
  }

  /** Addresses for `ids`, of which nobody is started yet. */
  static async of(ids: readonly number[], said: Partial<NodeOptions> = {}): Promise<TestCluster> {
    const ports = await freePorts(ids.length);
    const addresses = ids.map((id, place): [number, NodeAddress] => [
      id,
      { transport: `127.0.0.1:${ports[place]}`, api: `127.0.0.1:${20_000 + id}` },
    ]);
    const cluster = new TestCluster(new Map(addresses), said);
    onTestFinished(() => cluster.stop());
    return cluster;
  }

  /** A cluster of all of `ids`, started. */
  static async started(ids: readonly number[], said: Partial<NodeOptions> = {}): Promise<TestCluster> {
    const cluster = await TestCluster.of(ids, said);
    await Promise.all(ids.map((id) => cluster.start(id)));
    return cluster;
  }

  addressOf(id: number): NodeAddress {
    return this.addresses.get(id)!;
  }

  /** From their next start on these servers are found elsewhere, and all that start are told so. */
  async move(...ids: readonly number[]): Promise<void> {
    const ports = await freePorts(ids.length);
    for (const [place, id] of ids.entries()) {
      this.addresses.set(id, { transport: `127.0.0.1:${ports[place]}`, api: `127.0.0.1:${30_000 + id}` });
    }
  }

  /** From their next start on each of these servers is found where the other one was. */
  swap(one: number, other: number): void {
    const address = this.addressOf(one);
    this.addresses.set(one, this.addressOf(other));
    this.addresses.set(other, address);
  }

  dataDirectoryOf(id: number): string {
    return join(this.directory, `${id}`);
  }

  async start(id: number, said: Partial<NodeOptions> = {}, parts: NodeReplacements = {}): Promise<RunningNode> {
    const peers = new Map([...this.addresses].filter(([other]) => other !== id));
    const required = { id, dataDirectory: this.dataDirectoryOf(id), address: this.addressOf(id), peers };
    const server = await startNode(nodeOptions({ ...required, ...this.said, ...said }), parts);
    this.servers.set(id, server);
    return server;
  }

  async stopServer(id: number): Promise<void> {
    const server = this.servers.get(id)!;
    this.servers.delete(id);
    await server.stop();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.servers.keys()].map((id) => this.stopServer(id)));
  }

  /** The server that leads, as soon as one does and has committed something. */
  async leader(): Promise<RunningNode> {
    return until("a leader", () =>
      [...this.servers.values()].find(({ node }) => {
        const { raft } = node.status();
        return raft.role === "leader" && raft.hasCommittedInTerm;
      }),
    );
  }

  /** Writes at whoever leads, again until it is known that it was applied. */
  async put(key: string, value: string): Promise<WriteOutcome & { readonly outcome: "applied" }> {
    return until(`${key} to be written`, async () => {
      const { node } = await this.leader();
      const outcome = await node.write(createOneShot({ kind: "put", key, value }), PATIENCE_MS);
      return outcome.outcome === "applied" ? outcome : undefined;
    });
  }

  /** Reads linearizably at one server, again until it knows. */
  async get(id: number, key: string): Promise<string | undefined> {
    const [value] = await until(`${key} to be read at ${id}`, async () => {
      const command = { kind: "get", key } as const;
      const outcome = await this.servers.get(id)!.node.read(command, "linearizable", 0, PATIENCE_MS);
      return outcome.outcome === "read" ? [(outcome.result as Result).previous] : undefined;
    });
    return value;
  }
}

/** What `look` gives as soon as it gives something. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 3 * PATIENCE_MS;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** They are all open at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

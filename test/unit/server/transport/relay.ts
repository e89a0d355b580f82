import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { parseAddress } from "../../../../src/server/transport/address.ts";

/** Stands between two servers, and can hold everything up as a network does that loses all packets. */
export class Relay {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isHolding = false;
  connections = 0;

  private constructor(server: Server) {
    this.server = server;
  }

  static async before(target: string): Promise<Relay> {
    const { host, port } = parseAddress(target)!;
    const server = createServer();
    const relay = new Relay(server);
    server.on("connection", (near) => {
      const far = connect({ host, port });
      relay.connections++;
      near.pipe(far).pipe(near);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        relay.sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          relay.sockets.delete(socket);
          if (!relay.isHolding) other.destroy();
        });
        if (relay.isHolding) socket.pause();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  hold(): void {
    this.isHolding = true;
    for (const socket of this.sockets) socket.pause();
  }

  release(): void {
    this.isHolding = false;
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

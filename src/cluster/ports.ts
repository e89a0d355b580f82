import { createServer } from "node:net";

/** Where servers of a local cluster listen. */
export const LOOPBACK = "127.0.0.1";

/** Whether somebody could listen there now. */
export async function isPortFree(port: number): Promise<boolean> {
  const held = await hold(port).catch(() => undefined);
  await held?.release();
  return held !== undefined;
}

/** So many different ports that nobody listens on now, chosen by the system. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => hold(0)));
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
}

interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

function hold(port: number): Promise<HeldPort> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address() as { port: number };
      resolve({ port: address.port, release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}

import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Where servers of a local cluster listen. */
export const LOOPBACK = "127.0.0.1";

/**
 * Below the ports that systems give to connections that go out. A server that is down may find no such connection on its
 * port when it comes back, least of all one that tried to reach it and has reached itself.
 */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 32_000;
const MOST_ATTEMPTS = 1_000;

/** Whether somebody could listen there now. */
export async function isPortFree(port: number): Promise<boolean> {
  const held = await hold(port);
  await held?.release();
  return held !== undefined;
}

/** So many different ports, chosen at random, that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const held: HeldPort[] = [];
  for (let attempts = 0; held.length < count && attempts < MOST_ATTEMPTS; attempts++) {
    // Held until all are found, so that none is found twice.
    const one = await hold(randomInt(LOWEST_PORT, HIGHEST_PORT));
    if (one !== undefined) held.push(one);
  }
  await Promise.all(held.map(({ release }) => release()));
  if (held.length < count) throw new Error(`of ${MOST_ATTEMPTS} ports only ${held.length} were free`);
  return held.map(({ port }) => port);
}

interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

/** Undefined: it is in use, or not for us. */
function hold(port: number): Promise<HeldPort | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      resolve({ port, release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}

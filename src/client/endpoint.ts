import { EndpointError } from "./client-error.ts";

/** Where the API of a server is found. */
export interface Endpoint {
  /** A name, an IPv4 address, or an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** "host:port", as people write it. */
  readonly text: string;
}

/**
 * Reads "127.0.0.1:9001", "localhost:9001", "[::1]:9001", also behind "http://".
 *
 * @throws EndpointError
 */
export function parseEndpoint(typed: string): Endpoint {
  const text = typed.replace(/^http:\/\//i, "").replace(/\/$/, "");
  const found = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?):(\d{1,5})$/i.exec(text);
  const port = Number(found?.[3]);
  if (found === null || port < 1 || port > 65_535) {
    throw new EndpointError(`${JSON.stringify(typed)} is no address of an API: it takes HOST:PORT, as 127.0.0.1:9001`);
  }
  return { host: found[1]!.replace(/^\[|\]$/g, ""), port, text };
}

/** "127.0.0.1:9001,127.0.0.1:9002". @throws EndpointError */
export function parseEndpoints(typed: string): Endpoint[] {
  return typed.split(",").map((each) => parseEndpoint(each.trim()));
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Endpoint, parseEndpoint } from "../../../src/client/index.ts";

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** What a fake server does with a request. */
export type Behaviour = (heard: Heard, response: ServerResponse) => void;

/** An API on loopback that does as it is told, and remembers what it was asked. */
export interface FakeApi {
  readonly endpoint: Endpoint;
  readonly heard: Heard[];
  behaviour: Behaviour;
  /** Nobody listens there afterwards. */
  close(): Promise<void>;
}

export async function startFakeApi(behaviour: Behaviour): Promise<FakeApi> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece) => (text += piece));
    request.on("end", () => {
      const { method, url, headers } = request;
      const one = { method: method!, path: url!, headers, body: text === "" ? undefined : JSON.parse(text) };
      heard.push(one);
      api.behaviour(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const api: FakeApi = { endpoint: parseEndpoint(`127.0.0.1:${port}`), heard, behaviour, close: () => end(server) };
  return api;
}

function end(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

export function says(status: number, body: object, headers: Record<string, string> = {}): Behaviour {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

export function refuses(status: number, code: string, more: object = {}, headers = {}): Behaviour {
  return says(status, { error: { code, message: `a sentence about ${code}`, leader: null, ...more } }, headers);
}

export function redirectsTo(leader: FakeApi): Behaviour {
  return (heard, response) => {
    refuses(307, "not-leader", {}, { location: `http://${leader.endpoint.text}${heard.path}` })(heard, response);
  };
}

/** Takes the request and ends the connection without a word. */
export const hangsUp: Behaviour = (_, response) => void response.destroy();

export const staysSilent: Behaviour = () => {};

/** Does one thing after the other, and the last for ever. */
export function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  let at = 0;
  return (heard, response) => behaviours[Math.min(at++, behaviours.length - 1)]!(heard, response);
}

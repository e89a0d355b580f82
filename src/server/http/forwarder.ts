import { Agent, type IncomingMessage, request as sendRequest } from "node:http";
import { parseAddress } from "../transport/address.ts";

/** On a request that a node passes on: whoever gets it answers it, and never passes it on again. */
export const FORWARDED_HEADER = "kraft-forwarded";

const REQUEST_HEADERS = [
  "content-type",
  "idempotency-key",
  "kraft-client",
  "kraft-session",
  "kraft-sequence",
  "traceparent",
  "tracestate",
];
const RESPONSE_HEADERS = ["content-type", "retry-after"];

export interface ForwardedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined if there is none. */
  readonly body: string | undefined;
}

export type ForwardedAnswer =
  | {
      readonly outcome: "answered";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  /** There was no connection: the leader never saw the request. */
  | { readonly outcome: "unreachable" }
  /** The connection was lost, or the time was over, before an answer came. */
  | { readonly outcome: "unknown"; readonly reason: "connection-lost" | "timed-out" };

/** Asks another node's API on behalf of a client, over connections that are kept. */
export class Forwarder {
  private readonly from: number;
  private readonly agent = new Agent({ keepAlive: true });

  /** `from` is this node's own name. */
  constructor(from: number) {
    this.from = from;
  }

  /** `api` is "host:port". */
  forward(api: string, request: ForwardedRequest, timeoutMs: number): Promise<ForwardedAnswer> {
    const { host, port } = parseAddress(api)!;
    return new Promise((resolve) => {
      // Not as one URL: the parts of a path that look like steps would be taken.
      const outgoing = sendRequest({
        host,
        port,
        path: request.path,
        method: request.method,
        headers: this.headersOf(request),
        agent: this.agent,
        signal: AbortSignal.timeout(timeoutMs),
      });
      let isConnected = false;
      outgoing.on("socket", (socket) => {
        if (!socket.connecting) isConnected = true;
        else socket.once("connect", () => (isConnected = true));
      });
      outgoing.on("error", (error) => resolve(isConnected ? lost(error) : { outcome: "unreachable" }));
      outgoing.on("response", (response) => {
        readWhole(response).then(
          (body) => resolve(answerOf(response, body)),
          (error) => resolve(lost(error)),
        );
      });
      outgoing.end(request.body);
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private headersOf({ headers, body }: ForwardedRequest): Record<string, string | number> {
    const handed: Record<string, string | number> = { [FORWARDED_HEADER]: this.from };
    for (const name of REQUEST_HEADERS) {
      const value = headers[name];
      if (typeof value === "string") handed[name] = value;
    }
    if (body === undefined) delete handed["content-type"];
    else handed["content-length"] = Buffer.byteLength(body);
    return handed;
  }
}

function lost(error: unknown): ForwardedAnswer {
  const isOverTime = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
  return { outcome: "unknown", reason: isOverTime ? "timed-out" : "connection-lost" };
}

async function readWhole(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return Buffer.concat(pieces);
}

function answerOf(response: IncomingMessage, body: Buffer): ForwardedAnswer {
  const headers: Record<string, string> = {};
  for (const name of RESPONSE_HEADERS) {
    const value = response.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  // An answer always has a status; the type says otherwise because requests share it.
  return { outcome: "answered", status: response.statusCode!, headers, body };
}

import { Agent, type IncomingMessage, request } from "node:http";
import type { Endpoint } from "./endpoint.ts";

export interface Call {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined: no body. */
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** What the body holds as JSON; undefined if it is no JSON. */
  readonly body: unknown;
}

/** A call that was not answered. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  /** False: the server never saw the call. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean) {
    super(message);
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** No answer of the API comes near it: a larger one is not read to its end. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Connections are kept for the next call. */
export function createAgent(maxConnections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: maxConnections });
}

/**
 * One call to one server; redirects are the caller's business.
 *
 * @throws CallFailure
 */
export function sendCall(
  agent: Agent,
  endpoint: Endpoint,
  call: Call,
  timeoutMs: number,
  closing: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const sizes = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const types = body === undefined ? {} : { "content-type": "application/json" };
    let mayHaveArrived = false;
    const outgoing = request({
      agent,
      host: endpoint.host,
      port: endpoint.port,
      method: call.method,
      path: call.path,
      headers: { ...types, ...sizes, ...call.headers },
    });
    const end = (why: string): void => void outgoing.destroy(new Error(why));
    const timer = setTimeout(() => end(`no answer within ${Math.round(timeoutMs)} ms`), timeoutMs);
    const onClosing = (): void => end(String(closing.reason));
    const settle = (): void => {
      clearTimeout(timer);
      closing.removeEventListener("abort", onClosing);
    };
    const fail = (error: Error): void => {
      settle();
      reject(new CallFailure(`${endpoint.text}: ${reasonOf(error)}`, mayHaveArrived));
    };
    closing.addEventListener("abort", onClosing);
    outgoing.once("socket", (socket) => {
      // Nothing is sent before there is a connection.
      if (!socket.connecting) mayHaveArrived = true;
      else socket.once("connect", () => (mayHaveArrived = true));
    });
    outgoing.on("error", fail);
    outgoing.once("response", (incoming) => {
      readAll(incoming).then((text) => {
        settle();
        resolve({ status: incoming.statusCode!, headers: incoming.headers, body: parseJson(text) });
      }, fail);
    });
    outgoing.end(body);
  });
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where a name has several addresses, what went wrong with each is within. */
function reasonOf(error: Error & { code?: string }): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error & { code?: string }) : error;
  switch (first.code) {
    case "ECONNREFUSED":
      return "nobody listens there";
    case "ENOTFOUND":
      return "there is no host of that name";
    case "ECONNRESET":
      return "the connection was lost";
    default:
      return first.message;
  }
}

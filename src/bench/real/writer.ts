import { connect, type Socket } from "node:net";
import type { Endpoint } from "../../client/index.ts";
import type { Completion } from "../experiments/completion.ts";

/** After a refusal, or a connection that was lost, another server is asked so much later. */
const RETRY_MS = 5;
const ANSWER_TIMEOUT_MS = 2_000;
const VALUE = "x".repeat(64);

/**
 * A client that writes one key over and over, each time as soon as it is answered, and follows the leader. It speaks no
 * more of HTTP than that takes: what a general client costs would be measured as the server's.
 */
export class Writer {
  private readonly endpoints: readonly Endpoint[];
  private readonly key: string;
  private readonly completed: (completion: Completion) => void;
  private target: number;
  private socket: Socket | undefined;
  private retry: NodeJS.Timeout | undefined;
  private received = "";
  private startMs = performance.now();
  private sentMs = 0;
  private hasEnded = false;

  constructor(
    endpoints: readonly Endpoint[],
    target: number,
    key: string,
    completed: (completion: Completion) => void,
  ) {
    this.endpoints = endpoints;
    this.target = target;
    this.key = key;
    this.completed = completed;
    this.connect();
  }

  end(): void {
    this.hasEnded = true;
    clearTimeout(this.retry);
    this.socket?.destroy();
  }

  private connect(): void {
    const { host, port } = this.endpoints[this.target]!;
    const socket = connect({ host, port, noDelay: true });
    this.socket = socket;
    this.received = "";
    socket.setEncoding("latin1");
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy());
    socket.on("connect", () => this.send());
    socket.on("data", (text: string) => this.take(text));
    // An error ends the socket, and `close` follows it.
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.socket === socket) this.turnTo((this.target + 1) % this.endpoints.length, RETRY_MS);
    });
  }

  private send(): void {
    const { text } = this.endpoints[this.target]!;
    const body = JSON.stringify({ value: VALUE });
    this.sentMs = performance.now();
    this.socket!.write(
      `PUT /kv/${this.key} HTTP/1.1\r\nHost: ${text}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  }

  private take(text: string): void {
    this.received += text;
    const answer = readAnswer(this.received);
    if (answer === undefined) return;
    this.received = "";
    if (answer.status === 200) {
      const endMs = performance.now();
      this.completed({ startMs: this.startMs, endMs, aliveMs: this.sentMs });
      this.startMs = endMs;
      this.send();
      return;
    }
    const leader = this.endpoints.findIndex(({ text }) => text === answer.location);
    if (leader >= 0) this.turnTo(leader, 0);
    else this.turnTo((this.target + 1) % this.endpoints.length, RETRY_MS);
  }

  /** Asks another server. */
  private turnTo(target: number, delayMs: number): void {
    this.socket?.destroy();
    this.socket = undefined;
    this.target = target;
    if (!this.hasEnded) this.retry = setTimeout(() => this.connect(), delayMs);
  }
}

/** Undefined while it is not whole. `location`: "host:port" of where it redirects to. */
export function readAnswer(text: string): { readonly status: number; readonly location?: string } | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  if (text.length < headEnd + 4 + length) return undefined;
  const location = /^location: *http:\/\/([^/\r]+)/im.exec(head)?.[1];
  return { status: Number(head.slice(9, 12)), ...(location !== undefined && { location }) };
}

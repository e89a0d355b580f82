import type { Agent } from "node:http";
import { askUntilAnswered, errorOf } from "./asking.ts";
import { RefusedError, StrangerError, UnavailableError } from "./client-error.ts";
import type { Endpoint } from "./endpoint.ts";
import { type Answer, type Call, CallFailure, createAgent, sendCall } from "./http-call.ts";
import { type NodeView, readLags, readNodeView } from "./node-view.ts";
import { Route } from "./route.ts";
import { ClientSession, identityHeaders, type WriteIdentity } from "./write-identity.ts";

export interface ClientOptions {
  /** Servers of the cluster; the others are found through them. */
  readonly endpoints: readonly Endpoint[];
  /** How long a request may take with all its retries. */
  readonly timeoutMs?: number;
  /** How long one server may take to answer before another is asked, where that is safe. */
  readonly attemptTimeoutMs?: number;
  /** To each server, at once. */
  readonly maxConnections?: number;
}

export interface ReadOptions {
  readonly consistency?: "linearizable" | "lease" | "stale";
  /** Of stale reads. */
  readonly maxStalenessMs?: number;
}

export interface Found {
  readonly value: string;
  /** How far the server had applied the log. */
  readonly index: number;
}

export interface Written {
  /** What the key held before; null: nothing. */
  readonly previous: string | null;
  /** False: the key did not hold what was expected, and nothing was done. */
  readonly done: boolean;
  /** Whether the key holds something else than before; what is done may leave it as it was. */
  readonly changed: boolean;
  /** Where in the log it was carried out. */
  readonly index: number;
}

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_ATTEMPT_TIMEOUT_MS = 1_500;

/**
 * A client of a cluster: finds the leader and stays with it. What may be sent again safely is: reads, and writes that
 * have an identity. Another write whose outcome was not heard ends in an `OutcomeUnknownError`.
 *
 * Every method throws an `UnavailableError`, `OutcomeUnknownError`, `RefusedError` or `StrangerError`.
 */
export class KraftClient {
  private readonly agent: Agent;
  private readonly route: Route;
  private readonly timeoutMs: number;
  private readonly attemptTimeoutMs: number;
  private readonly closing = new AbortController();

  constructor(options: ClientOptions) {
    this.agent = createAgent(options.maxConnections ?? Number.POSITIVE_INFINITY);
    this.route = new Route(options.endpoints);
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.attemptTimeoutMs = options.attemptTimeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS;
  }

  /** Undefined: there is no such key. */
  async get(key: string, options: ReadOptions = {}): Promise<Found | undefined> {
    const query = queryOf({ consistency: options.consistency, max_staleness_ms: options.maxStalenessMs });
    const answer = await this.ask(
      { method: "GET", path: `${pathOf(key)}${query}`, headers: {}, body: undefined },
      true,
    );
    if (answer.status === 404 && errorOf(answer).code === "key-not-found") return undefined;
    return accepted(answer) as Found;
  }

  put(key: string, value: string, identity?: WriteIdentity): Promise<Written> {
    return this.write({ method: "PUT", path: pathOf(key), body: { value } }, identity);
  }

  append(key: string, value: string, identity?: WriteIdentity): Promise<Written> {
    return this.write({ method: "POST", path: pathOf(key), body: { append: value } }, identity);
  }

  /** Sets the value if the key holds what is expected; null: if there is no such key. */
  compareAndSet(key: string, expected: string | null, value: string, identity?: WriteIdentity): Promise<Written> {
    return this.write({ method: "POST", path: pathOf(key), body: { expected, value } }, identity);
  }

  /** Where `expected` is given, only if the key holds it. */
  delete(key: string, expected?: string, identity?: WriteIdentity): Promise<Written> {
    const path = `${pathOf(key)}${queryOf({ expected })}`;
    return this.write({ method: "DELETE", path, body: undefined }, identity);
  }

  /** A session for exactly-once writes, kept by the servers. Asked for twice, one is left unused. */
  async openSession(): Promise<ClientSession> {
    const answer = await this.ask({ method: "POST", path: "/client/session", headers: {}, body: undefined }, true);
    const { client, session } = accepted(answer) as { client: number; session: number };
    return new ClientSession(client, session);
  }

  /** Hands leadership to this server; 0: to whoever is most caught up. Gives the leader afterwards. */
  async transfer(to: number): Promise<unknown> {
    const call = { method: "POST", path: "/admin/transfer", headers: {}, body: to === 0 ? {} : { to } } as const;
    return accepted(await this.ask(call, true));
  }

  /** How this server sees itself. */
  async viewOf(endpoint: Endpoint, timeoutMs: number): Promise<NodeView> {
    return readNodeView(await this.askOnly(endpoint, "/client/status", timeoutMs), endpoint);
  }

  /** By how many entries this leader knows each member to be behind it; empty if it does not lead. */
  async lagsOf(endpoint: Endpoint, timeoutMs: number): Promise<Map<number, number>> {
    return readLags(await this.askOnly(endpoint, "/admin/nodes", timeoutMs), endpoint);
  }

  /** Ends all connections, and all that is asked for: that is told why. */
  close(why = "the client was closed"): void {
    this.closing.abort(why);
    this.agent.destroy();
  }

  private async write(call: Omit<Call, "headers">, identity: WriteIdentity | undefined): Promise<Written> {
    const answer = await this.ask({ ...call, headers: identityHeaders(identity) }, identity !== undefined);
    if (answer.status !== 409 || errorOf(answer).code !== "compare-failed") {
      const { previous, changed, index } = accepted(answer) as Partial<Written>;
      return { previous: previous ?? null, done: true, changed: changed ?? true, index: index ?? 0 };
    }
    const { error } = answer.body as { error: { previous?: string | null; index?: number } };
    return { previous: error.previous ?? null, done: false, changed: false, index: error.index ?? 0 };
  }

  /** Asks this server and no other, once. */
  private async askOnly(endpoint: Endpoint, path: string, timeoutMs: number): Promise<object> {
    const call = { method: "GET", path, headers: {}, body: undefined } as const;
    try {
      return accepted(await sendCall(this.agent, endpoint, call, timeoutMs, this.closing.signal));
    } catch (error) {
      if (error instanceof CallFailure) throw new UnavailableError(error.message);
      throw error;
    }
  }

  private ask(call: Call, repeatable: boolean): Promise<Answer> {
    const { agent, route, timeoutMs, attemptTimeoutMs } = this;
    return askUntilAnswered(
      { agent, route, repeatable, timeoutMs, attemptTimeoutMs, closing: this.closing.signal },
      call,
    );
  }
}

/** The body of a success. */
function accepted(answer: Answer): object {
  if (answer.status >= 300) {
    const { code, message } = errorOf(answer);
    throw new RefusedError(answer.status, code, message);
  }
  if (typeof answer.body === "object" && answer.body !== null) return answer.body;
  throw new StrangerError(`a server answered with status ${answer.status} and no JSON`);
}

function pathOf(key: string): string {
  return `/kv/${encodeURIComponent(key)}`;
}

function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join("&");
  return text === "" ? "" : `?${text}`;
}

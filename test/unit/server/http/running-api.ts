import { expect } from "vitest";
import { Api, type ApiOptions, type ApiSurroundings, DEFAULT_LIMITS } from "../../../../src/server/http/index.ts";
import { Documented } from "./documented.ts";
import { FakeNode } from "./fake-node.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as their clients do.
  readonly body: any;
}

interface Asked {
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
}

const OPTIONS: ApiOptions = {
  limits: DEFAULT_LIMITS,
  maxBodyBytes: 2_000_000,
  receiveTimeoutMs: 10_000,
  idleTimeoutMs: 10_000,
  version: "1.2.3",
};

/** An API on a port of the system's choice, and a client of it that holds every answer against the document. */
export class RunningApi {
  readonly node: FakeNode;
  readonly api: Api;
  readonly port: number;
  readonly failures: Error[];
  private documented: Documented | undefined;

  private constructor(node: FakeNode, api: Api, port: number, failures: Error[]) {
    this.node = node;
    this.api = api;
    this.port = port;
    this.failures = failures;
  }

  static async start(
    node = new FakeNode(),
    options: Partial<ApiOptions> = {},
    surroundings: Partial<ApiSurroundings> = {},
  ): Promise<RunningApi> {
    const failures: Error[] = [];
    const api = await Api.create(
      {
        node,
        metrics: { contentType: "text/plain; version=0.0.4", text: async () => "raft_term_current 3\n" },
        trace: undefined,
        reload: async () => ({ outcome: "nothing-to-reload" }),
        log: (error) => failures.push(error),
        observe: () => {},
        ...surroundings,
      },
      { ...OPTIONS, ...options },
    );
    return new RunningApi(node, api, await api.listen("127.0.0.1", 0), failures);
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async ask(method: string, url: string, { headers = {}, body, raw }: Asked = {}): Promise<Answer> {
    const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(`http://${this.address}${url}`, {
      method,
      headers: { ...json, ...headers },
      body: body === undefined ? (raw ?? null) : JSON.stringify(body),
      redirect: "manual",
    });
    const text = await response.text();
    if (url !== "/openapi.json") await this.holdAgainstDocument(method, url, response, text);
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  async close(): Promise<void> {
    await this.api.close();
  }

  private async holdAgainstDocument(method: string, url: string, response: Response, text: string): Promise<void> {
    if (method === "HEAD") return;
    this.documented ??= await Documented.of((await this.ask("GET", "/openapi.json")).text);
    const path = url.split("?", 1)[0]!;
    const type = response.headers.get("content-type");
    const complaints = this.documented.complaints(method, path, response.status, type, text);
    expect(complaints, `${method} ${url}: ${response.status} ${text}`).toEqual([]);
  }
}

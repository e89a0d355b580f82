import { Api, type ApiOptions, type ApiSurroundings, DEFAULT_LIMITS } from "../../../../src/server/http/index.ts";
import { type Answer, ApiClient, type Asked } from "./api-client.ts";
import { FakeNode } from "./fake-node.ts";

const OPTIONS: ApiOptions = {
  limits: DEFAULT_LIMITS,
  maxBodyBytes: 2_000_000,
  receiveTimeoutMs: 10_000,
  idleTimeoutMs: 10_000,
  maxConnections: 1_000,
  maxUnsentBytes: 64_000_000,
  version: "1.2.3",
};

/** An API on a port of the system's choice, and a client of it that holds every answer against the document. */
export class RunningApi {
  readonly node: FakeNode;
  readonly api: Api;
  readonly port: number;
  readonly failures: Error[];
  private readonly client: ApiClient;

  private constructor(node: FakeNode, api: Api, port: number, failures: Error[]) {
    this.node = node;
    this.api = api;
    this.port = port;
    this.failures = failures;
    this.client = new ApiClient(this.address);
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
        crowded: () => {},
        unread: () => {},
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

  ask(method: string, url: string, asked: Asked = {}): Promise<Answer> {
    return this.client.ask(method, url, asked);
  }

  async close(): Promise<void> {
    await this.api.close();
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import {
  type ClientSession,
  type Endpoint,
  KraftClient,
  newIdempotencyKey,
  OutcomeUnknownError,
  type ReadOptions,
  RefusedError,
  StrangerError,
  UnavailableError,
  type WriteIdentity,
} from "../client/index.ts";
import type { Command, Result } from "../machine/index.ts";
import type { History } from "./history.ts";
import type { Workload } from "./workload.ts";

export interface SiegeClientOptions {
  readonly number: number;
  readonly endpoints: readonly Endpoint[];
  readonly consistency: NonNullable<ReadOptions["consistency"]>;
}

/** With all retries. A client that hangs with a node that stands still tells nothing. */
const TIMEOUT_MS = 2_000;
const ATTEMPT_TIMEOUT_MS = 500;
/** So long a read waits for the nearest server before it is asked of the others. */
const NEAREST_TIMEOUT_MS = 1_000;
/** After a refusal, so that a server that refuses everything is not stormed. */
const PAUSE_MS = 20;

/** How a client makes its writes known again, so that they may be repeated: each client has its way. */
const WAYS = ["no identity", "idempotency key", "session"] as const;

/** One client: asks for one thing after the other, and records what it hears. */
export class SiegeClient {
  /** Answers that no client may ever get who does as these do. */
  readonly surprises: string[] = [];
  private readonly number: number;
  private readonly consistency: SiegeClientOptions["consistency"];
  private readonly history: History;
  private readonly workload: Workload;
  private readonly client: KraftClient;
  /** Asks always the same server, as the nearest one; undefined: reads go where writes go. */
  private readonly nearest: KraftClient | undefined;
  private readonly way: (typeof WAYS)[number];
  private session: ClientSession | undefined;

  constructor({ number, endpoints, consistency }: SiegeClientOptions, history: History, workload: Workload) {
    this.number = number;
    this.consistency = consistency;
    this.history = history;
    this.workload = workload;
    const turn = number % endpoints.length;
    const fromNearest = [...endpoints.slice(turn), ...endpoints.slice(0, turn)];
    const times = { timeoutMs: TIMEOUT_MS, attemptTimeoutMs: ATTEMPT_TIMEOUT_MS };
    this.client = new KraftClient({ endpoints: fromNearest, ...times });
    // Every second client: so that also followers are read from, and a leader that is none any more and does not know.
    if (consistency === "stale" || number % 2 === 1) {
      const attempts = { timeoutMs: NEAREST_TIMEOUT_MS, attemptTimeoutMs: NEAREST_TIMEOUT_MS };
      this.nearest = new KraftClient({ endpoints: fromNearest.slice(0, 1), ...attempts });
    }
    this.way = WAYS[number % WAYS.length]!;
  }

  /** Goes on as long as there is leave for one more operation. */
  async run(mayBegin: () => boolean): Promise<void> {
    while (mayBegin()) {
      if (this.way === "session") await this.ensureSession();
      await this.perform(this.workload.next(), this.consistency);
    }
  }

  /** What a key holds in the end: linearizable, whatever the other reads are. */
  readLast(key: string): Promise<boolean> {
    return this.perform({ kind: "get", key }, "linearizable");
  }

  close(): void {
    this.client.close();
    this.nearest?.close();
  }

  /** Gives whether it was answered. */
  private async perform(command: Command, consistency: SiegeClientOptions["consistency"]): Promise<boolean> {
    const operation = this.history.invoke(this.number, command);
    try {
      const result = await this.ask(command, consistency);
      this.history.answered(operation, result);
      this.workload.learn(command, result);
      return true;
    } catch (error) {
      this.note(error);
      if (error instanceof OutcomeUnknownError || error instanceof StrangerError) {
        this.history.inDoubt(operation, error.message);
        // Who goes on is another process, which knows nothing of the sequence so far.
        this.session = undefined;
      } else if (error instanceof UnavailableError || error instanceof RefusedError) {
        this.history.failed(operation, error.message);
        this.session = undefined;
        await sleep(PAUSE_MS);
      } else throw error;
      return false;
    }
  }

  private async ask(command: Command, consistency: SiegeClientOptions["consistency"]): Promise<Result> {
    const { key } = command;
    if (command.kind === "get") {
      return { previous: await this.read(key, consistency), changed: false };
    }
    const identity = this.nextIdentity();
    if (command.kind === "put") {
      const { previous } = await this.client.put(key, command.value, identity);
      return { previous: previous ?? undefined, changed: previous !== command.value };
    }
    if (command.kind !== "compare-and-set") throw new Error(`no client asks for a ${command.kind}`);
    const { expected = null, value } = command;
    const { previous, changed } = await this.client.compareAndSet(key, expected, value, identity);
    return { previous: previous ?? undefined, changed };
  }

  private async read(key: string, consistency: SiegeClientOptions["consistency"]): Promise<string | undefined> {
    try {
      if (this.nearest !== undefined) return (await this.nearest.get(key, { consistency }))?.value;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
    return (await this.client.get(key, { consistency }))?.value;
  }

  private note(error: unknown): void {
    if (error instanceof StrangerError) this.surprises.push(`a client was told: ${error.message}`);
    // Nobody keeps a session for ever.
    if (!(error instanceof RefusedError) || error.code === "session-expired") return;
    this.surprises.push(`a client was refused with ${error.status} ${error.code}: ${error.message}`);
  }

  private nextIdentity(): WriteIdentity | undefined {
    if (this.way === "idempotency key") return newIdempotencyKey();
    return this.session?.next();
  }

  /** Without a session, as when nobody can give one now, the next write has no identity. */
  private async ensureSession(): Promise<void> {
    if (this.session !== undefined) return;
    try {
      this.session = await this.client.openSession();
    } catch (error) {
      if (!(error instanceof UnavailableError || error instanceof OutcomeUnknownError)) throw error;
    }
  }
}

import type { Logger } from "pino";
import { Api, type ApiLimits } from "../http/index.ts";
import { nodeLog } from "./node-log.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { ServerOptions } from "./server-options.ts";

/** One server, with its API. */
export interface ServeOptions {
  readonly server: ServerOptions;
  /** Where the API listens. */
  readonly apiHost: string;
  readonly apiPort: number;
  readonly limits: ApiLimits;
  /** Of kraft. */
  readonly version: string;
}

export interface Serving {
  readonly apiPort: number;
  /** Kept when the node stops of itself, with the reason. */
  readonly failed: Promise<string>;
  /** Hands leadership over, answers what was asked, and ends. */
  stop(): Promise<void>;
}

/** The API cannot listen where it should. The message is one clear line. */
export class ApiAddressError extends Error {
  override readonly name = "ApiAddressError";
}

/** JSON may need six characters for one of a value, and then there are its names. */
const BODY_BYTES_PER_VALUE_BYTE = 6;
const BODY_EXTRA_BYTES = 64 * 1024;
const RECEIVE_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 72_000;

/** Starts a node and its API. Throws what `startServer` throws, and an `ApiAddressError`. */
export async function serve(options: ServeOptions, log: Logger): Promise<Serving> {
  const running = await startServer(options.server, { listeners: [nodeLog(log)] });
  for (const repair of running.node.repairs) log.warn(repair);
  const api = await createApi(options, running, log);
  try {
    const apiPort = await api.listen(options.apiHost, options.apiPort);
    return { apiPort, failed: running.node.failed, stop: () => end(running, api) };
  } catch (error) {
    await end(running, api);
    throw new ApiAddressError(
      `the API cannot listen at ${options.apiHost}:${options.apiPort}: ${(error as Error).message}`,
    );
  }
}

function createApi({ limits, version }: ServeOptions, { node }: RunningServer, log: Logger): Promise<Api> {
  return Api.create(
    {
      node,
      metrics: undefined,
      reload: async () => ({ outcome: "nothing-to-reload" }),
      log: (error, method, url) => log.error({ err: error, method, url }, "a request failed"),
      observe: () => {},
    },
    {
      limits,
      maxBodyBytes: limits.maxValueBytes * BODY_BYTES_PER_VALUE_BYTE + BODY_EXTRA_BYTES,
      receiveTimeoutMs: RECEIVE_TIMEOUT_MS,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      version,
    },
  );
}

/** The API last: clients hear from it that the node has stopped, and ask another one. */
async function end(running: RunningServer, api: Api): Promise<void> {
  await running.stop();
  await api.close();
}

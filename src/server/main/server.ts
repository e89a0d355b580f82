import type { Logger } from "pino";
import { Api, type ReloadOutcome } from "../http/index.ts";
import type { NodeListener } from "../node/node-listener.ts";
import { SILENT_LISTENER } from "../node/silent-listener.ts";
import { nodeLog } from "../operations/log/node-log.ts";
import { transportLog } from "../operations/log/transport-log.ts";
import { Metrics } from "../operations/metrics/metrics.ts";
import { startTracing, type Tracing } from "../operations/tracing/index.ts";
import { connectionLimits } from "./connection-limits.ts";
import { type ConfigurationSource, Reloading } from "./reloading.ts";
import type { ServerOptions } from "./server-options.ts";
import { type RunningNode, startNode } from "./start-node.ts";

/** A node that runs, with its API and all that shows what it does. */
export interface RunningServer {
  readonly apiPort: number;
  /** Kept when the node stops of itself, with the reason. */
  readonly failed: Promise<string>;
  /** Reads the configuration file again, and puts in force what can change. */
  reload(): ReloadOutcome;
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
/** A hundred clients that each wait for a large value; those that do not read must not fill the memory. */
const UNSENT_BYTES = 128 * 1024 * 1024;
const RECEIVE_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 72_000;

/** What shows others what a server does. */
interface Watchers {
  readonly log: Logger;
  readonly metrics: Metrics | undefined;
  readonly tracing: Tracing | undefined;
}

/**
 * Starts a node and its API. `source` is undefined where there is no configuration file. Throws what `startNode`
 * throws, and an `ApiAddressError`.
 */
export async function startServer(
  options: ServerOptions,
  log: Logger,
  source?: ConfigurationSource,
): Promise<RunningServer> {
  const { node, apiHost, apiPort, hasMetrics, tracing, version } = options;
  const watchers: Watchers = {
    log,
    metrics: hasMetrics ? new Metrics() : undefined,
    tracing: tracing && (await startTracing(tracing, node.id, version)),
  };
  const running = await startNode(node, {
    listeners: listenersOf(watchers),
    watcher: transportLog(log),
    waits: (line) => log.warn(line),
  });
  for (const repair of running.node.repairs) log.warn(repair);
  if (!running.node.isMember) log.warn("is no member of the cluster: it was removed, or is not added yet");
  const reloading = new Reloading(source, log);
  const api: Api = await createApi(options, running, watchers, async () => reloading.reload(api));
  const stop = () => end(running, api, watchers);
  try {
    const port = await api.listen(apiHost, apiPort);
    return { apiPort: port, failed: running.node.failed, reload: () => reloading.reload(api), stop };
  } catch (error) {
    await stop();
    throw new ApiAddressError(`the API cannot listen at ${apiHost}:${apiPort}: ${(error as Error).message}`);
  }
}

function listenersOf({ log, metrics, tracing }: Watchers): NodeListener[] {
  const listeners = [nodeLog(log)];
  if (metrics !== undefined) listeners.push(metrics.listener);
  if (tracing !== undefined) {
    listeners.push({ ...SILENT_LISTENER, synced: (durationUs, bytes) => tracing.synced(durationUs, bytes) });
  }
  return listeners;
}

function createApi(
  { limits, version }: ServerOptions,
  { node }: RunningNode,
  { log, metrics, tracing }: Watchers,
  reload: () => Promise<ReloadOutcome>,
): Promise<Api> {
  metrics?.watch(node);
  const { api: maxConnections } = connectionLimits();
  return Api.create(
    {
      node,
      metrics,
      reload,
      trace: tracing && ((request, name, work) => tracing.requests.within(request, name, work)),
      log: (error, method, url) => log.error({ err: error, method, url }, "a request failed"),
      crowded: () => log.warn({ maxConnections }, "the API has as many connections as may be, and refuses more"),
      unread: (bytes) => log.warn({ bytes }, "a connection was closed: its answers are not read, and too many wait"),
      observe: (app, inFlight) => {
        metrics?.http.observe(app, inFlight);
        tracing?.requests.observe(app);
      },
    },
    {
      limits,
      maxBodyBytes: limits.maxValueBytes * BODY_BYTES_PER_VALUE_BYTE + BODY_EXTRA_BYTES,
      receiveTimeoutMs: RECEIVE_TIMEOUT_MS,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      maxConnections,
      maxUnsentBytes: UNSENT_BYTES,
      version,
    },
  );
}

/** The API after the node: clients hear from it that the node has stopped, and ask another one. */
async function end(running: RunningNode, api: Api, { tracing }: Watchers): Promise<void> {
  await running.stop();
  await api.close();
  await tracing?.stop();
}

import type { ApiLimits } from "../http/index.ts";
import type { LogLevel } from "../operations/configuration/index.ts";
import type { TracingOptions } from "../operations/tracing/index.ts";
import type { NodeOptions } from "./node-options.ts";

/** One server, with its API and all that shows what it does. */
export interface ServerOptions {
  readonly node: NodeOptions;
  /** Where the API listens. */
  readonly apiHost: string;
  readonly apiPort: number;
  readonly limits: ApiLimits;
  /** Whether there is a /metrics. */
  readonly hasMetrics: boolean;
  /** Undefined: there are no traces. */
  readonly tracing: TracingOptions | undefined;
  readonly logLevel: LogLevel;
  /** Of kraft. */
  readonly version: string;
}

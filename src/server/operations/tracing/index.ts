import type { NodeId } from "../../../raft/index.ts";
import type { Tracing } from "./tracing.ts";

export interface TracingOptions {
  /** Where a collector takes OTLP over HTTP: "http://127.0.0.1:4318/v1/traces". */
  readonly endpoint: string;
  /** How many requests in a million are traced, of those that do not come with a trace of their own. */
  readonly samplePerMillion: number;
}

export type { Tracing };

/** OpenTelemetry is loaded here and not before: most servers have no use for it. */
export async function startTracing(options: TracingOptions, node: NodeId, version: string): Promise<Tracing> {
  const { Tracing } = await import("./tracing.ts");
  return Tracing.start(options, node, version);
}

import { setTimeout } from "node:timers/promises";
import type { Tracer } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import type { NodeId } from "../../../raft/index.ts";
import { collectorAgent } from "./collector-agent.ts";
import type { TracingOptions } from "./index.ts";
import { RequestSpans } from "./request-spans.ts";

const PER_MILLION = 1_000_000;
const US_PER_MS = 1_000;

/** So long a server that ends waits for the collector to take the last traces. */
const STOP_MS = 2_000;

/** Traces of one server, on their way to a collector. */
export class Tracing {
  readonly requests: RequestSpans;
  private readonly provider: NodeTracerProvider;
  private readonly tracer: Tracer;

  private constructor(provider: NodeTracerProvider, version: string) {
    this.provider = provider;
    this.tracer = provider.getTracer("kraft", version);
    this.requests = new RequestSpans(this.tracer);
  }

  static start({ endpoint, samplePerMillion }: TracingOptions, node: NodeId, version: string): Tracing {
    const provider = new NodeTracerProvider({
      resource: resourceFromAttributes({
        "service.name": "kraft",
        "service.instance.id": String(node),
        "service.version": version,
      }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplePerMillion / PER_MILLION) }),
      spanProcessors: [
        new BatchSpanProcessor(new OTLPTraceExporter({ url: endpoint, httpAgentOptions: collectorAgent })),
      ],
    });
    return new Tracing(provider, version);
  }

  /** A batch was written and synced, and that has just ended. */
  synced(durationUs: number, bytes: number): void {
    const endMs = Date.now();
    const startTime = endMs - durationUs / US_PER_MS;
    this.tracer.startSpan("raft.fsync", { startTime, root: true, attributes: { "raft.bytes": bytes } }).end(endMs);
  }

  /** Sends what waits. What a collector does not take soon, or at all, is lost: nothing else is held up by it. */
  async stop(): Promise<void> {
    const sent = this.provider.shutdown().catch(() => {});
    const over = new AbortController();
    const patience = setTimeout(STOP_MS, undefined, { signal: over.signal }).catch(() => {});
    await Promise.race([sent, patience]);
    over.abort();
  }
}

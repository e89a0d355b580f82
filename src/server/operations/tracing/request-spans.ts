import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { readTraceParent, writeTraceParent } from "./trace-parent.ts";

const SERVER_ERROR = 500;

/** Asked again and again by those who only look: traced where they want it themselves. */
const UNTRACED = new Set(["/health/live", "/health/ready", "/metrics", "/client/status", "/openapi.json"]);

interface TraceHeaders {
  traceparent?: string | string[] | undefined;
}

/** A span for each request, and within it for what the node does for it. */
export class RequestSpans {
  private readonly tracer: Tracer;
  private readonly spans = new WeakMap<FastifyRequest, Span>();

  constructor(tracer: Tracer) {
    this.tracer = tracer;
  }

  observe(app: FastifyInstance): void {
    app.addHook("onRequest", (request, _reply, done) => {
      const { method, routeOptions } = request;
      const headers = request.raw.headers as TraceHeaders;
      const route = routeOptions.url ?? "unknown";
      if (UNTRACED.has(route) && headers.traceparent === undefined) {
        done();
        return;
      }
      const attributes = { "http.request.method": method, "http.route": route };
      const parent = trace.setSpanContext(ROOT_CONTEXT, readTraceParent(headers.traceparent));
      const span = this.tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
      this.spans.set(request, span);
      // Where the request is forwarded, the other node's span is within this one.
      headers.traceparent = writeTraceParent(span.spanContext());
      done();
    });
    app.addHook("onResponse", (request, { statusCode }, done) => {
      const span = this.spans.get(request);
      span?.setAttribute("http.response.status_code", statusCode);
      if (statusCode >= SERVER_ERROR) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
      done();
    });
  }

  /** A span for `work`, from now until it is done. */
  within(request: FastifyRequest, name: string, work: Promise<unknown>): void {
    const span = this.tracer.startSpan(name, {}, this.contextOf(request));
    work.then(
      () => span.end(),
      () => {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    );
  }

  private contextOf(request: FastifyRequest): Context {
    const span = this.spans.get(request);
    return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
  }
}

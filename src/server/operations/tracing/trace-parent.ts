import { INVALID_SPAN_CONTEXT, isSpanContextValid, type SpanContext, TraceFlags } from "@opentelemetry/api";

const PATTERN = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
/** Of the W3C's "Trace Context": no version has this number. */
const NO_VERSION = "ff";

/** Whose trace a request belongs to, as its traceparent header says; an invalid one if it says nothing usable. */
export function readTraceParent(header: string | string[] | undefined): SpanContext {
  const found = typeof header === "string" ? PATTERN.exec(header) : null;
  if (found === null || found[1] === NO_VERSION) return INVALID_SPAN_CONTEXT;
  const traceFlags = Number.parseInt(found[4]!, 16) & TraceFlags.SAMPLED;
  const context = { traceId: found[2]!, spanId: found[3]!, traceFlags, isRemote: true };
  return isSpanContextValid(context) ? context : INVALID_SPAN_CONTEXT;
}

export function writeTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

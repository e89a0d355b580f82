export { Api, type ApiOptions, type ApiSurroundings } from "./api.ts";
export type { MetricsSource, ReloadOutcome, TraceWork } from "./context.ts";
export { type ApiLimits, DEFAULT_LIMITS, HIGHEST_KEY_BYTES } from "./limits.ts";

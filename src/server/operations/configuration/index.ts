export { ConfigurationError, parseConfiguration, readConfiguration } from "./configuration-file.ts";
export { type Comparison, compare, RELOADABLE } from "./reload.ts";
export type { Configuration, LogLevel } from "./schema.ts";

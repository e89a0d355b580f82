export * from "./client-error.ts";
export { type Endpoint, parseEndpoint, parseEndpoints } from "./endpoint.ts";
export { type ClientOptions, type Found, KraftClient, type ReadOptions, type Written } from "./kraft-client.ts";
export type { NodeView } from "./node-view.ts";
export { ClientSession, newIdempotencyKey, type WriteIdentity } from "./write-identity.ts";

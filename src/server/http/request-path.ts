import type { FastifyRequest } from "fastify";

/** What an absolute URL has before its path. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * Path and query as they came, for another server: it must take them for the same key. A backslash is encoded, because
 * clients that follow a redirect take it for a slash.
 */
export function pathOf({ raw }: FastifyRequest): string {
  // Of its own messages, node:http says that their URL is there.
  const path = raw.url!.replace(ORIGIN, "").replaceAll("\\", "%5C");
  return path.startsWith("/") ? path : `/${path}`;
}

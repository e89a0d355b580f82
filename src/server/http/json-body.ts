import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** The body is no JSON. The message says where, in words for the client. */
export class JsonBodyError extends Error {
  override readonly name = "JsonBodyError";
}

/** Bodies are JSON in UTF-8, or there is none: some clients name the type of a body that they do not send. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, parse);
}

function parse(
  _request: FastifyRequest,
  bytes: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  if (bytes.length === 0) {
    done(null, undefined);
    return;
  }
  if (typeof bytes !== "string" && !isUtf8(bytes)) {
    done(new JsonBodyError("The body is not UTF-8."));
    return;
  }
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString());
  } catch (error) {
    done(new JsonBodyError(`The body is not JSON: ${(error as SyntaxError).message}`));
    return;
  }
  done(null, body);
}

import { isUtf8 } from "node:buffer";
import { errorCodes, type FastifyInstance, type FastifyRequest } from "fastify";

/** The body is no JSON. The message says where, in words for the client. */
export class JsonBodyError extends Error {
  override readonly name = "JsonBodyError";
}

/** There is a body, and the route has no use for one. */
export class StrayBodyError extends Error {
  override readonly name = "StrayBodyError";
}

/** Bodies are JSON in UTF-8, or there is none: some clients name the type of a body that they do not send. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, parse);
  app.addContentTypeParser("*", { parseAs: "buffer" }, refuse);
}

/**
 * A body where none is wanted is refused as a field is that nobody knows: whoever sends it means something by it. An empty
 * object says nothing.
 */
export function refuseStrayBodies(app: FastifyInstance): void {
  app.addHook("preValidation", (request, _reply, done) => {
    const { body, routeOptions, is404 } = request;
    const isStray = !is404 && routeOptions.schema?.body === undefined && !isEmpty(body);
    done(isStray ? new StrayBodyError("This request takes no body.") : undefined);
  });
}

function isEmpty(body: unknown): boolean {
  if (body === undefined || body === null) return true;
  return typeof body === "object" && !Array.isArray(body) && Object.keys(body).length === 0;
}

function refuse(_request: FastifyRequest, bytes: string | Buffer, done: (error: Error | null) => void): void {
  done(bytes.length === 0 ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
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

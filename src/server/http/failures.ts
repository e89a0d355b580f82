import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { JsonBodyError, StrayBodyError } from "./json-body.ts";
import type { KnownRoutes } from "./known-routes.ts";
import type { LeaderRoute } from "./leader-route.ts";
import { invalid, type Problem, problemBody } from "./problem.ts";
import { validationProblem } from "./validation-problem.ts";

/** Called with what nobody expected. */
export type FailureLog = (error: Error, method: string, url: string) => void;

/** Whatever goes wrong before or in a route is answered in the same form as everything else. */
export function answerFailures(
  app: FastifyInstance,
  leaderRoute: LeaderRoute,
  routes: KnownRoutes,
  log: FailureLog,
): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    // A request that ends with its connection: nobody hears the answer, and nothing here has failed.
    const problem = error === request.raw.errored ? CUT_OFF : problemOf(error);
    if (problem.code === "internal") log(error, request.method, request.url);
    return leaderRoute.refuse(reply, problem);
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const allowed = routes.methodsAt(request.url);
    if (allowed.length === 0) {
      const message = `There is nothing at ${request.method} ${request.url}. GET /openapi.json says what there is.`;
      return leaderRoute.refuse(reply, { status: 404, code: "no-such-route", message });
    }
    reply.header("allow", allowed.join(", "));
    const message = `${request.method} is not possible here, only ${allowed.join(", ")}.`;
    return leaderRoute.refuse(reply, { status: 405, code: "method-not-allowed", message });
  });
}

const CUT_OFF = invalid("body", "The connection was lost before the request was here in whole.");

function problemOf(error: FastifyError): Problem {
  if (error.validation !== undefined) return validationProblem(error.validation, error.validationContext ?? "body");
  if (error instanceof JsonBodyError) return invalid("body", error.message, "invalid-json");
  if (error instanceof StrayBodyError) return invalid("body", error.message);
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return { status: 413, code: "body-too-large", message: "The body is larger than this server takes." };
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE": {
      const message = 'The body must be JSON, and the request must say so: "content-type: application/json".';
      return { status: 415, code: "unsupported-media-type", message };
    }
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return invalid("body", "The body is not as long as Content-Length says.");
    case "FST_ERR_BAD_URL":
    case "FST_ERR_INVALID_URL":
      return invalid(
        "url",
        "The URL is not valid: after each % two hexadecimal digits follow, and all is UTF-8.",
        "invalid-url",
      );
    default:
      return { status: 500, code: "internal", message: "The server failed to answer this. Its log says why." };
  }
}

const MALFORMED: Readonly<Record<string, readonly [status: string, problem: Problem]>> = {
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    { status: 431, code: "malformed-http", message: "The URL and the headers are larger than this server takes." },
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    "408 Request Timeout",
    { status: 408, code: "request-too-slow", message: "The request did not arrive in time." },
  ],
};

/** What is no HTTP has no request to answer, only a connection. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const message = "This is not HTTP as this server understands it.";
  const malformed = ["400 Bad Request", { status: 400, code: "malformed-http", message }] as const;
  const [status, problem] = MALFORMED[error.code ?? ""] ?? malformed;
  const body = JSON.stringify(problemBody(problem, null));
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${body}`);
}

import type { AddressInfo } from "node:net";
import { type FastifyInstance, fastify } from "fastify";
import type { ServerNode } from "../node/node.ts";
import { addAdminRoutes } from "./admin-routes.ts";
import { addClientRoutes } from "./client-routes.ts";
import type { ApiContext, MetricsSource, ReloadOutcome, TraceWork } from "./context.ts";
import { answerFailures, answerMalformed, type FailureLog } from "./failures.ts";
import { Forwarder } from "./forwarder.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { readJsonBodies, refuseStrayBodies } from "./json-body.ts";
import { addKeyRoutes } from "./key-routes.ts";
import { KnownRoutes } from "./known-routes.ts";
import { LeaderRoute } from "./leader-route.ts";
import { Admission, type ApiLimits, HIGHEST_KEY_BYTES } from "./limits.ts";
import { addMembershipRoutes } from "./membership-routes.ts";
import { describeRoutes } from "./open-api.ts";
import { ERROR_SCHEMA } from "./schemas.ts";
import { UnsentAnswers } from "./unsent-answers.ts";

/** What cannot change while the API runs. */
export interface ApiOptions {
  readonly limits: ApiLimits;
  /** Of a request's body. JSON can make a value up to six times as long. */
  readonly maxBodyBytes: number;
  /** How long a request may take to arrive, and a connection may stay idle. */
  readonly receiveTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** One more is closed at once, whoever it is from. */
  readonly maxConnections: number;
  /** Of all answers that are not sent yet: when there is more the connection that has most is closed. */
  readonly maxUnsentBytes: number;
  /** Of kraft, for the OpenAPI document. */
  readonly version: string;
}

/** Whom the API asks and tells. */
export interface ApiSurroundings {
  readonly node: ServerNode;
  /** Undefined: there is no /metrics. */
  readonly metrics: MetricsSource | undefined;
  /** Undefined: there are no traces. */
  readonly trace: TraceWork | undefined;
  readonly reload: () => Promise<ReloadOutcome>;
  readonly log: FailureLog;
  /** Told when a connection was refused for the first time, because there are as many as may be. */
  readonly crowded: () => void;
  /** Told when a connection was closed because so many bytes of answers were not read. */
  readonly unread: (bytes: number) => void;
  /** Adds what is to happen around every request, before the routes are there. */
  readonly observe: (app: FastifyInstance, inFlight: () => number) => void;
}

/** The HTTP API of one node: see /openapi.json. */
export class Api {
  readonly admission: Admission;
  private readonly app: FastifyInstance;

  private constructor(app: FastifyInstance, admission: Admission) {
    this.app = app;
    this.admission = admission;
  }

  static async create(surroundings: ApiSurroundings, options: ApiOptions): Promise<Api> {
    const { node, log, observe, crowded, unread } = surroundings;
    const app = createApp(options);
    app.server.maxConnections = options.maxConnections;
    app.server.once("drop", crowded);
    const admission = new Admission(options.limits);
    const forwarder = new Forwarder(node.id);
    const leaderRoute = new LeaderRoute(node, admission, forwarder);
    const context: ApiContext = { ...surroundings, admission, leaderRoute };
    const routes = new KnownRoutes();
    routes.listenTo(app);
    observe(app, () => admission.count);
    new UnsentAnswers(options.maxUnsentBytes, unread).observe(app);
    readJsonBodies(app);
    refuseStrayBodies(app);
    answerFailures(app, leaderRoute, routes, log);
    app.addSchema(ERROR_SCHEMA);
    await describeRoutes(app, options.version);
    addKeyRoutes(app, context);
    addClientRoutes(app, context);
    addAdminRoutes(app, context);
    addMembershipRoutes(app, context);
    addHealthRoutes(app, context);
    app.addHook("onClose", async () => forwarder.close());
    await app.ready();
    return new Api(app, admission);
  }

  /** Gives back the port, which the system has chosen if `port` is 0. Throws if the address cannot be had. */
  async listen(host: string, port: number): Promise<number> {
    await this.app.listen({ host, port });
    return (this.app.server.address() as AddressInfo).port;
  }

  /**
   * Takes no more connections, answers the requests that are here, and ends the connections as they fall idle. What has
   * not arrived, or is not answered, when a request's time is over is cut off.
   */
  async close(): Promise<void> {
    const { server } = this.app;
    // Those that are still in use fall idle later, when nobody looks at them any more.
    server.keepAliveTimeout = SHORTEST_IDLE_MS;
    const timer = setTimeout(() => server.closeAllConnections(), this.admission.limits.requestTimeoutMs);
    await this.app.close();
    clearTimeout(timer);
  }
}

/** 0 would mean for ever. */
const SHORTEST_IDLE_MS = 1;

/** A request that takes too long to arrive is ended so much later at the most. */
const LATE_BY_MS = 1_000;

/** Nothing is made into another kind than it is: a number is no value, and what is not known is refused. */
const STRICT = { coerceTypes: false, removeAdditional: false, useDefaults: false } as const;

function createApp({ maxBodyBytes, receiveTimeoutMs, idleTimeoutMs }: ApiOptions): FastifyInstance {
  return fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: receiveTimeoutMs,
    // Said to Node's server, too, when it is made: it would give the head a minute, and take the longer of both for all.
    http: { requestTimeout: receiveTimeoutMs, connectionsCheckingInterval: LATE_BY_MS },
    keepAliveTimeout: idleTimeoutMs,
    // Longer ones are refused by name in key-checks.ts, and not as a path that there is not.
    routerOptions: { maxParamLength: HIGHEST_KEY_BYTES * 4 },
    return503OnClosing: false,
    forceCloseConnections: "idle",
    clientErrorHandler: answerMalformed,
    frameworkErrors: (error, request, reply) => reply.server.errorHandler(error, request, reply),
    ajv: { customOptions: { ...STRICT, allowUnionTypes: true, verbose: true } },
  });
}

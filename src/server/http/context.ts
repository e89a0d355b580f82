import type { FastifyRequest } from "fastify";
import type { ServerNode } from "../node/node.ts";
import type { LeaderRoute } from "./leader-route.ts";
import type { Admission } from "./limits.ts";

/** What came of reading the configuration again. */
export type ReloadOutcome =
  /** What is in force now that was not before, by the names of the configuration. */
  | { readonly outcome: "reloaded"; readonly changed: readonly string[] }
  /** Nothing has changed: these sentences say what is wrong. */
  | { readonly outcome: "refused"; readonly problems: readonly string[] }
  /** There is no configuration file. */
  | { readonly outcome: "nothing-to-reload" };

/** What Prometheus is shown. */
export interface MetricsSource {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Told of everything that the node is asked for on behalf of a request, as it begins. */
export type TraceWork = (request: FastifyRequest, name: string, work: Promise<unknown>) => void;

/** What the routes are served from. */
export interface ApiContext {
  readonly node: ServerNode;
  readonly admission: Admission;
  readonly leaderRoute: LeaderRoute;
  readonly metrics: MetricsSource | undefined;
  readonly trace: TraceWork | undefined;
  readonly reload: () => Promise<ReloadOutcome>;
}

import type { FastifyInstance, RouteOptions } from "fastify";
import type { Registry } from "prom-client";
import { gauge, histograms, type Labels } from "./collected.ts";
import { Distribution, DURATION_BOUNDS } from "./distribution.ts";

const MS_PER_SECOND = 1_000;

/** How long requests take, by method, route and status. */
export class HttpMetrics {
  private readonly distributions: (readonly [Labels, Distribution])[] = [];
  private readonly registry: Registry;

  constructor(registry: Registry) {
    this.registry = registry;
    const name = "http_request_duration_seconds";
    const help = "From the first byte of a request to the last of its answer.";
    histograms(registry, { name, help }, () => this.distributions);
  }

  /** Every route that is added from now on is measured. `inFlight`: requests that wait for the node. */
  observe(app: FastifyInstance, inFlight: () => number): void {
    gauge(this.registry, { name: "http_requests_in_flight", help: "Requests that wait for the node." }, inFlight);
    app.addHook("onRoute", (route) => this.measure(route));
  }

  private measure(route: RouteOptions): void {
    const byStatus = new Map<number, Distribution>();
    const method = [route.method].flat().join(",");
    const distributionOf = (status: number): Distribution => {
      const distribution = new Distribution(DURATION_BOUNDS);
      byStatus.set(status, distribution);
      this.distributions.push([{ method, route: route.url, status }, distribution]);
      return distribution;
    };
    route.onResponse = (_request, { statusCode, elapsedTime }, done) => {
      const distribution = byStatus.get(statusCode) ?? distributionOf(statusCode);
      distribution.observe(elapsedTime / MS_PER_SECOND);
      done();
    };
  }
}

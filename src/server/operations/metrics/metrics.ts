import { collectDefaultMetrics, Registry } from "prom-client";
import type { NodeStatus, ServerNode } from "../../node/node.ts";
import type { NodeListener } from "../../node/node-listener.ts";
import { HttpMetrics } from "./http-metrics.ts";
import { addEventMetrics, addRaftMetrics, addResourceMetrics } from "./node-metrics.ts";
import { NodeTallies } from "./node-tallies.ts";

/** Everything that Prometheus is shown of a server. The node is told of later, since it tells this what happens. */
export class Metrics {
  readonly contentType: string;
  readonly listener: NodeListener;
  readonly http: HttpMetrics;
  private readonly registry = new Registry();

  constructor() {
    const tallies = new NodeTallies();
    this.listener = tallies;
    this.contentType = this.registry.contentType;
    this.http = new HttpMetrics(this.registry);
    addEventMetrics(this.registry, tallies);
    collectDefaultMetrics({ register: this.registry });
  }

  /** Shows the state of this node, too. */
  watch(node: ServerNode): void {
    // One scrape reads the status often, within one turn of the event loop or a few, and should see it once.
    let status: NodeStatus | undefined;
    const statusOnce = (): NodeStatus => {
      status ??= node.status();
      return status;
    };
    this.forget = () => {
      status = undefined;
    };
    addRaftMetrics(this.registry, statusOnce);
    addResourceMetrics(this.registry, statusOnce);
  }

  text(): Promise<string> {
    this.forget();
    return this.registry.metrics();
  }

  private forget: () => void = () => {};
}

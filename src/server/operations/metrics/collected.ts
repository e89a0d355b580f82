import { Counter, Gauge, type Metric, type Registry } from "prom-client";
import type { Distribution } from "./distribution.ts";

/**
 * Metrics whose values are read when Prometheus asks. What happens often is counted elsewhere, in plain numbers: to look
 * its labels up at each event would cost more than the event.
 */

export type Labels = Readonly<Record<string, string | number>>;
export type Labelled<Value> = Iterable<readonly [labels: Labels, value: Value]>;

export interface MetricName {
  readonly name: string;
  readonly help: string;
  /** Those of every value; none if not given. */
  readonly labels?: readonly string[];
}

/** What only grows, except at a restart. */
export function counter(registry: Registry, { name, help }: MetricName, read: () => number): void {
  counters(registry, { name, help }, () => [[{}, read()]]);
}

export function counters(registry: Registry, metric: MetricName, read: () => Labelled<number>): void {
  collected(Counter, registry, metric, read);
}

export function gauge(registry: Registry, { name, help }: MetricName, read: () => number): void {
  gauges(registry, { name, help }, () => [[{}, read()]]);
}

export function gauges(registry: Registry, metric: MetricName, read: () => Labelled<number>): void {
  collected(Gauge, registry, metric, read);
}

/** What `read` does not name any more is gone. */
function collected(
  Kind: typeof Counter | typeof Gauge,
  registry: Registry,
  { name, help, labels = [] }: MetricName,
  read: () => Labelled<number>,
): void {
  new Kind({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset();
      for (const [of, value] of read()) this.inc(of, value);
    },
  });
}

export function histogram(registry: Registry, { name, help }: MetricName, distribution: Distribution): void {
  histograms(registry, { name, help }, () => [[{}, distribution]]);
}

export function histograms(registry: Registry, { name, help }: MetricName, read: () => Labelled<Distribution>): void {
  const get = async () => ({
    name,
    help,
    type: "histogram",
    aggregator: "sum",
    values: [...read()].flatMap(([labels, distribution]) => valuesOf(name, labels, distribution)),
  });
  // The registry asks no more of a metric than its name and this.
  registry.registerMetric({ name, get } as unknown as Metric<string>);
}

function valuesOf(name: string, labels: Labels, { bounds, counts, sum }: Distribution) {
  let count = 0;
  const buckets = counts.map((more, place) => {
    count += more;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[place] ?? "+Inf" }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

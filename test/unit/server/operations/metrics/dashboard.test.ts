import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { Metrics } from "../../../../../src/server/operations/metrics/metrics.ts";
import { FakeNode } from "../../http/fake-node.ts";
import { RunningApi } from "../../http/running-api.ts";
import { type Sample, samplesOf } from "./scrape.ts";

interface Target {
  readonly expr: string;
  readonly legendFormat: string;
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly Target[];
}

/** What Prometheus adds to every sample by itself. */
const OF_PROMETHEUS = ["instance", "job"];
const GROUPING = /\b(?:by|without)\s*\(([^)]*)\)/g;
/** A name before a bracket or a brace is a metric; before a parenthesis, a function. */
const SELECTOR = /\b([a-z_][a-z0-9_]*)(?:\{([^}]*)\})?(?!\w|\s*\()/g;
const WORDS = ["by", "without", "on", "ignoring", "and", "or", "unless"];

const dashboard = JSON.parse(readFileSync("operations/grafana/kraft.json", "utf8"));
const panels: readonly Panel[] = dashboard.panels;
const targets = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));
let samples: Sample[];

beforeAll(async () => {
  const metrics = new Metrics();
  const node = new FakeNode();
  metrics.watch(node);
  metrics.listener.sent("append-request", 2);
  const api = await RunningApi.start(
    node,
    {},
    { metrics, observe: (app, inFlight) => metrics.http.observe(app, inFlight) },
  );
  await api.ask("GET", "/kv/a");
  samples = samplesOf((await api.ask("GET", "/metrics")).text);
  await api.close();
});

/** The metrics of an expression, each with the labels that are asked of it. */
function selectorsOf(expression: string): { metric: string; labels: string[] }[] {
  const groups = [...expression.matchAll(GROUPING)].flatMap(([, names]) =>
    names!.split(",").map((name) => name.trim()),
  );
  const rest = expression.replace(GROUPING, "").replace(/\[[^\]]*\]/g, "");
  return [...rest.matchAll(SELECTOR)]
    .filter(([, name]) => !WORDS.includes(name!))
    .map(([, metric, matchers = ""]) => ({
      metric: metric!,
      labels: [...groups, ...[...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!)],
    }));
}

test("there is something to check", () => {
  expect(targets.length).toBeGreaterThan(30);
  expect(selectorsOf('sum by (le, peer) (rate(a_total{x="1", y=~"b"}[5m])) / c_d')).toEqual([
    { metric: "a_total", labels: ["le", "peer", "x", "y"] },
    { metric: "c_d", labels: ["le", "peer"] },
  ]);
});

test.each(targets)("$title: $expr asks for what there is", ({ expr, legendFormat }) => {
  const selectors = selectorsOf(expr);
  expect(selectors.length).toBeGreaterThan(0);
  const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
  for (const { metric, labels } of selectors) {
    const found = samples.find(({ name }) => name === metric);
    expect(found, `${metric} is no metric`).toBeDefined();
    const has = [...Object.keys(found!.labels), ...OF_PROMETHEUS];
    for (const label of [...labels, ...shown]) expect(has, `${metric} has no label ${label}`).toContain(label);
  }
});

test.each(targets)("$title: $expr names roles that there are", ({ expr }) => {
  for (const [, state] of expr.matchAll(/state="([^"]*)"/g)) {
    expect(samples.some(({ labels: { state: of } }) => of === state)).toBe(true);
  }
});

test("panels are told apart, and lie beside each other", () => {
  expect(new Set(dashboard.panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }: { gridPos: Record<string, number> }) =>
    Array.from({ length: w! * h! }, (_, place) => `${x! + (place % w!)},${y! + Math.floor(place / w!)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

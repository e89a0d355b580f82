import { expect, test } from "vitest";
import { latencyPlot } from "../../../../src/bench/plot/latency-plot.ts";

const points = [
  { clients: 1, writesPerSecond: 1_000, p50Ms: 1, p99Ms: 4 },
  { clients: 64, writesPerSecond: 6_000, p50Ms: 5, p99Ms: 10 },
];

/** Where the circles stand, in the order in which they are drawn. */
function circles(svg: string): [number, number][] {
  return [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

test("every measured load is a point of both curves, at its place", () => {
  const found = circles(latencyPlot("three nodes", points));
  expect(found).toHaveLength(4);
  const [p50First, p50Last, p99First, p99Last] = found as [[number, number], ...[number, number][]] as [
    number,
    number,
  ][];
  // Axes: 0 to 6,000 over x from 70 to 690, and 0 to 10 over y from 380 up to 50.
  expect(p50Last![0]).toBe(690);
  expect(p50First![0]).toBeCloseTo(70 + 620 / 6, 0);
  expect(p99Last![1]).toBe(50);
  expect(p50Last![1]).toBe(215);
  expect(p99First![0]).toBe(p50First![0]);
  expect(p99First![1]).toBeCloseTo(380 - 330 * 0.4, 0);
});

test("curves go through their points, and points are labelled with the number of clients", () => {
  const svg = latencyPlot("three nodes", points);
  const lines = [...svg.matchAll(/<polyline[^>]* points="([^"]+)"/g)].map(([, line]) => line);
  expect(lines).toHaveLength(2);
  expect(lines.join(" ")).toBe(
    circles(svg)
      .map(([x, y]) => `${x},${y}`)
      .join(" "),
  );
  expect([...svg.matchAll(/>64</g)]).toHaveLength(2);
});

test("axes have titles and marks, and no title breaks the picture", () => {
  const svg = latencyPlot("a < b & c", points);
  expect(svg).toContain(">a &lt; b &amp; c<");
  for (const words of ["writes per second", "latency in ms", ">6000<", ">10<", ">p50<", ">p99<"]) {
    expect(svg).toContain(words);
  }
});

import { createAxis } from "./axis.ts";

/** One measured load. */
export interface PlotPoint {
  readonly clients: number;
  readonly writesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const WIDTH = 720;
const HEIGHT = 440;
const MARGIN = { left: 70, right: 30, top: 50, bottom: 60 };
const STEPS = 6;
const CURVES = [
  { name: "p50", color: "#1f6feb", msOf: (point: PlotPoint) => point.p50Ms },
  { name: "p99", color: "#cf222e", msOf: (point: PlotPoint) => point.p99Ms },
] as const;

/** A picture, as SVG, of how long writes take against how many are answered. A label is a number of clients. */
export function latencyPlot(title: string, points: readonly PlotPoint[]): string {
  const x = createAxis(
    points.map((point) => point.writesPerSecond),
    STEPS,
  );
  const y = createAxis(
    points.flatMap((point) => CURVES.map(({ msOf }) => msOf(point))),
    STEPS,
  );
  const xOf = (value: number): number => MARGIN.left + x.shareOf(value) * (WIDTH - MARGIN.left - MARGIN.right);
  const yOf = (value: number): number =>
    HEIGHT - MARGIN.bottom - y.shareOf(value) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const bottom = yOf(0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(WIDTH / 2, 24, escaped(title), 'text-anchor="middle" font-size="15"'),
    ...x.marks.flatMap((mark) => [
      line(xOf(mark), bottom, xOf(mark), MARGIN.top),
      text(xOf(mark), bottom + 18, `${mark}`, 'text-anchor="middle"'),
    ]),
    ...y.marks.flatMap((mark) => [
      line(xOf(0), yOf(mark), xOf(x.max), yOf(mark)),
      text(xOf(0) - 8, yOf(mark) + 4, `${mark}`, 'text-anchor="end"'),
    ]),
    text(WIDTH / 2, HEIGHT - 16, "writes per second", 'text-anchor="middle"'),
    text(20, HEIGHT / 2, "latency in ms", `text-anchor="middle" transform="rotate(-90 20 ${HEIGHT / 2})"`),
    ...CURVES.flatMap(({ name, color, msOf }, place) => [
      `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points
        .map((point) => `${round(xOf(point.writesPerSecond))},${round(yOf(msOf(point)))}`)
        .join(" ")}"/>`,
      ...points.flatMap((point) => [
        `<circle cx="${round(xOf(point.writesPerSecond))}" cy="${round(yOf(msOf(point)))}" r="3.5" fill="${color}"/>`,
        text(xOf(point.writesPerSecond) + 6, yOf(msOf(point)) - 6, `${point.clients}`, `fill="${color}"`),
      ]),
      text(MARGIN.left + 12 + place * 50, MARGIN.top - 8, name, `fill="${color}" font-weight="bold"`),
    ]),
    "</svg>",
    "",
  ].join("\n");
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#d0d7de"/>`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

import type { Arrival, Letter, Loss } from "../../../fuzz/chronicle/chronicle.ts";
import { cross } from "./glyphs.ts";
import { colorOfKind } from "./palette.ts";
import { DIM, isLit, type Scene, xOf } from "./scene.ts";

const HEAD_PX = 7;
/** How far a message comes that is lost, as a share of its way: where its link ends it, it does not come far. */
const REACH: Readonly<Record<Loss["why"], number>> = {
  lost: 0.5,
  cut: 0.16,
  "cut in flight": 0.5,
  "nobody up": 0.93,
  damaged: 0.93,
};

/** Messages, the dim ones below the others, the chosen one on top. */
export function drawLetters(scene: Scene): void {
  const { messages } = scene.model.report.chronicle;
  const found = scene.model.spans.between(scene.firstStep, scene.lastStep);
  const lit: number[] = [];
  for (const at of found) {
    if (scene.view.without.includes(messages[at]!.kind)) continue;
    if (isLetterLit(scene, at)) lit.push(at);
    else drawLetter(scene, at, DIM);
  }
  for (const at of lit) drawLetter(scene, at, 1);
  if (scene.view.message >= 0 && messages[scene.view.message] !== undefined) drawLetter(scene, scene.view.message, 1);
}

function isLetterLit(scene: Scene, at: number): boolean {
  const { arrivals, sentStep } = scene.model.report.chronicle.messages[at]!;
  if (scene.view.show === "all") return isLit(scene, sentStep) || arrivals.some(({ step }) => isLit(scene, step));
  return isLit(scene, sentStep) && arrivals.some(({ step }) => isLit(scene, step));
}

function drawLetter(scene: Scene, at: number, alpha: number): void {
  const { context, model, palette, view } = scene;
  const letter = model.report.chronicle.messages[at]!;
  const from = scene.layout.laneOf(letter.from);
  const to = scene.layout.laneOf(letter.to);
  if (from === undefined || to === undefined) return;
  const isChosen = view.message === at;
  if (view.show === "only" && !isChosen && model.isCause[letter.sentStep] === 0) return;
  const x = xOf(scene, letter.sentStep);
  const color = isChosen ? palette.accent : colorOfKind(letter.kind, palette);
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = widthOf(letter) + (isChosen ? 1.2 : 0);
  for (const [copy, arrival] of letter.arrivals.entries()) {
    if (view.show === "only" && !isChosen && model.isCause[arrival.step] === 0) continue;
    arrow(scene, letter, arrival, x, from.middlePx, to.middlePx, copy);
  }
  for (const loss of letter.losses) lostArrow(scene, loss, x, from.middlePx, to.middlePx);
  context.globalAlpha = 1;
}

/** What brings entries or a snapshot is heavier than what says little. */
function widthOf({ entries, kind }: Letter): number {
  if (entries !== undefined || kind === "snapshot-request") return 2;
  return kind.endsWith("response") || kind === "reply" ? 0.9 : 1.3;
}

function arrow(scene: Scene, letter: Letter, arrival: Arrival, x: number, y: number, toY: number, copy: number): void {
  const { context } = scene;
  const toX = xOf(scene, arrival.step);
  const isTwice = letter.arrivals.length > 1;
  line(scene, x, y, toX, toY, arrival.overtaken);
  if (isTwice) line(scene, x, y, toX, toY, arrival.overtaken, copy === 0 ? 3 : -3);
  head(context, x, y, toX, toY, letter.agrees === false);
  if (arrival.overtaken) ring(scene, (x + toX) / 2, (y + toY) / 2);
}

function line({ context }: Scene, x: number, y: number, toX: number, toY: number, isBroken: boolean, aside = 0): void {
  const length = Math.max(1, Math.sqrt((toX - x) ** 2 + (toY - y) ** 2));
  const [dx, dy] = [(-(toY - y) / length) * aside, ((toX - x) / length) * aside];
  if (isBroken) context.setLineDash([6, 4]);
  context.beginPath();
  context.moveTo(x + dx, y + dy);
  context.lineTo(toX + dx, toY + dy);
  context.stroke();
  context.setLineDash([]);
}

/** Filled; hollow for an answer that says no. */
function head(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  toX: number,
  toY: number,
  isHollow: boolean,
): void {
  const angle = Math.atan2(toY - y, toX - x);
  const corner = (turn: number): [number, number] => [
    toX - HEAD_PX * Math.cos(angle + turn),
    toY - HEAD_PX * Math.sin(angle + turn),
  ];
  context.beginPath();
  context.moveTo(toX, toY);
  context.lineTo(...corner(0.42));
  context.lineTo(...corner(-0.42));
  context.closePath();
  if (isHollow) context.stroke();
  else context.fill();
}

/** A little circle on the way: others have come before it. */
function ring({ context, palette }: Scene, x: number, y: number): void {
  const color = context.fillStyle;
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fillStyle = palette.paper;
  context.fill();
  context.stroke();
  context.fillStyle = color;
}

function lostArrow(scene: Scene, { atUs, why }: Loss, x: number, y: number, toY: number): void {
  const { context, palette } = scene;
  const wayX = Math.max(16, scene.scale.xOfMoment(atUs) - scene.scrollPx - x);
  const toX = x + Math.min(wayX, 60);
  const endY = y + (toY - y) * REACH[why];
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, endY);
  context.stroke();
  context.setLineDash([]);
  const { strokeStyle } = context;
  context.strokeStyle = palette.alarm;
  context.lineWidth = 1.8;
  context.beginPath();
  cross(context, toX, endY, 3.5);
  context.stroke();
  context.strokeStyle = strokeStyle;
}

import type { Step } from "../../../fuzz/chronicle/chronicle.ts";
import { LAB_PX, RULER_PX } from "../model/lanes.ts";
import { deedText } from "../model/words.ts";
import { cross, polygon } from "./glyphs.ts";
import { DIM, isLit, type Scene, write, xOf } from "./scene.ts";

const SIZE_PX = 3.2;

/** A small shape for each event on its lane, by kind; what the lab did stands above the lanes. */
export function drawSteps(scene: Scene): void {
  const { scale } = scene;
  const { steps } = scene.model.report.chronicle;
  const first = Math.max(0, scale.rankAt(scene.scrollPx - 40) - 1);
  let freeX = -1e9;
  for (let rank = first; rank < scale.shown.length; rank++) {
    const at = scale.shown[rank]!;
    const x = xOf(scene, at);
    if (x > scene.widthPx + 40) break;
    scene.context.globalAlpha = isLit(scene, at) ? 1 : DIM * 1.6;
    const step = steps[at]!;
    if (step.kind === "deeds") freeX = drawDeeds(scene, step, x, freeX);
    else drawStep(scene, step, x);
  }
  scene.context.globalAlpha = 1;
}

function drawStep(scene: Scene, { kind, place }: Step, x: number): void {
  const lane = scene.layout.laneOf(place);
  if (lane === undefined) return;
  const { context, palette } = scene;
  const y = lane.middlePx;
  context.fillStyle = palette.ink;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.4;
  context.beginPath();
  switch (kind) {
    case "timer":
      polygon(context, x, y, SIZE_PX * 1.35, 3, 0);
      break;
    case "synced":
      context.rect(x - SIZE_PX * 0.85, y - SIZE_PX * 0.85, SIZE_PX * 1.7, SIZE_PX * 1.7);
      break;
    case "start":
    case "resume":
      polygon(context, x, y, SIZE_PX * 1.9, 3, Math.PI / 2);
      break;
    case "sync-failed":
      cross(context, x, y, SIZE_PX * 1.2);
      context.stroke();
      return;
    case "read":
    case "unreachable":
      context.arc(x, y, SIZE_PX * 0.8, 0, 2 * Math.PI);
      context.stroke();
      return;
    default:
      context.arc(x, y, SIZE_PX * 0.8, 0, 2 * Math.PI);
  }
  context.fill();
}

/** A wedge with a word beside it, as long as there is room. */
function drawDeeds(scene: Scene, { beginsCalm, deeds = [] }: Step, x: number, freeX: number): number {
  const { context, palette } = scene;
  const y = RULER_PX + LAB_PX - 6;
  const told = deeds.filter(({ deed }) => deed.kind !== "submit");
  if (told.length === 0 && !beginsCalm) return freeX;
  context.fillStyle = palette.alarm;
  context.beginPath();
  polygon(context, x, y, 5, 3, Math.PI);
  context.fill();
  for (const node of told.flatMap(({ nodes }) => nodes)) underline(scene, node, x);
  const words = told.map((one) => deedText(one, scene.model.report.chronicle));
  if (beginsCalm) words.push("calm");
  if (x < freeX) return freeX;
  return x + 20 + write(scene, words.join(", "), x + 8, y, { color: palette.muted, size: 10, weight: 600 });
}

/** A fine line from what the lab did down to the node that it hit. */
function underline({ context, layout, palette }: Scene, node: number, x: number): void {
  const lane = layout.laneOf(node);
  if (lane === undefined) return;
  context.strokeStyle = palette.alarm;
  context.lineWidth = 0.75;
  context.setLineDash([1, 3]);
  context.beginPath();
  context.moveTo(x, RULER_PX + LAB_PX);
  context.lineTo(x, lane.middlePx);
  context.stroke();
  context.setLineDash([]);
}

/** Where nodes went down, and what they lost by it. */
export function drawCrashes(scene: Scene): void {
  const { context, palette } = scene;
  for (const { lost, node, step } of scene.model.crashes) {
    const lane = scene.layout.laneOf(node);
    if (lane === undefined || step < scene.firstStep || step > scene.lastStep) continue;
    const x = xOf(scene, step);
    context.strokeStyle = palette.alarm;
    context.lineWidth = 2.6;
    context.beginPath();
    cross(context, x, lane.middlePx, 6);
    context.stroke();
    if (lost.length === 0) continue;
    const text = `loses ${lost.join(" and ")}`;
    write(scene, text, x + 11, lane.middlePx + 10, { color: palette.alarm, size: 10, weight: 600 });
  }
}

import { RULER_PX } from "../model/lanes.ts";
import { type Scene, write, xOf } from "./scene.ts";

const HATCH_PX = 7;

/** Partitions: a shade over the lanes for as long as links were cut, hatched on the nodes that were left alone. */
export function drawBands(scene: Scene): void {
  const { context, layout, model, palette, widthPx } = scene;
  for (const band of model.cuts) {
    if (band.untilStep < scene.firstStep || band.fromStep > scene.lastStep) continue;
    const left = Math.max(-HATCH_PX, xOf(scene, band.fromStep));
    const right = Math.min(widthPx + HATCH_PX, endOf(scene, band.untilStep));
    context.globalAlpha = 0.1;
    context.fillStyle = palette.cut;
    context.fillRect(left, RULER_PX, right - left, layout.heightPx - RULER_PX);
    context.globalAlpha = 0.22;
    for (const node of band.groups.slice(1).flat()) {
      const lane = layout.laneOf(node);
      if (lane !== undefined) hatch(scene, left, lane.topPx + 3, right - left, lane.heightPx - 6);
    }
    context.globalAlpha = 1;
    label(scene, band.label, left, right);
  }
}

function endOf(scene: Scene, step: number): number {
  return step >= scene.model.timesUs.length ? scene.widthPx + HATCH_PX : xOf(scene, step);
}

function label({ context, ...scene }: Scene, text: string, left: number, right: number): void {
  context.save();
  context.beginPath();
  context.rect(left, RULER_PX, right - left, 14);
  context.clip();
  write({ context, ...scene }, text, Math.max(left, 0) + 5, RULER_PX + 8, {
    color: scene.palette.cut,
    size: 10,
    weight: 600,
  });
  context.restore();
}

function hatch({ context, palette }: Scene, left: number, top: number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.beginPath();
  for (let x = left - height; x < left + width; x += HATCH_PX) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.strokeStyle = palette.cut;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}

import { RULER_PX } from "../model/lanes.ts";
import { type Scene, write, xOf } from "./scene.ts";

/** About as wide as the time at a tick. */
const TICK_PX = 64;
const FLAG_PX = 62;

/** Virtual time along the top. */
export function drawRuler(scene: Scene): void {
  const { context, model, palette, scale, scrollPx, view, widthPx } = scene;
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, widthPx, RULER_PX);
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, RULER_PX - 0.5);
  context.lineTo(widthPx, RULER_PX - 0.5);
  context.stroke();
  let freeX = -1e9;
  if (view.spacing === "even") {
    for (let rank = Math.max(0, scale.rankAt(scrollPx) - 4); rank < scale.shown.length; rank++) {
      const x = xOf(scene, scale.shown[rank]!);
      if (x > widthPx) break;
      const atUs = model.timesUs[scale.shown[rank]!]!;
      if (x < freeX || (rank > 0 && atUs === model.timesUs[scale.shown[rank - 1]!])) continue;
      freeX = tick(scene, x, atUs, 4);
    }
    return;
  }
  const stepUs = roundStep((scale.momentAt(scrollPx + widthPx) - scale.momentAt(scrollPx)) / 8);
  for (let atUs = Math.floor(scale.momentAt(scrollPx) / stepUs) * stepUs; ; atUs += stepUs) {
    const x = scale.xOfMoment(atUs) - scrollPx;
    if (x > widthPx || atUs > model.timesUs.at(-1)!) break;
    if (x >= freeX) freeX = tick(scene, x, atUs, stepUs >= 100_000 ? 1 : stepUs >= 1000 ? 3 : 6);
  }
}

/** 1, 2 or 5 times a power of ten, not below this. */
function roundStep(us: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, us)));
  return ([1, 2, 5].find((factor) => factor * power >= us) ?? 10) * power;
}

function tick(scene: Scene, x: number, atUs: number, digits: number): number {
  const { context, palette } = scene;
  const flagX = scene.model.report.chronicle.violation === undefined ? Number.POSITIVE_INFINITY : flagLeft(scene);
  if (x + TICK_PX > flagX && x < flagX + FLAG_PX) return x;
  context.strokeStyle = palette.faint;
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, RULER_PX - 6);
  context.lineTo(Math.round(x) + 0.5, RULER_PX);
  context.stroke();
  return (
    x +
    write(scene, `${(atUs / 1e6).toFixed(digits)} s`, x + 4, RULER_PX / 2 - 1, { color: palette.muted, size: 10 }) +
    24
  );
}

/** The step that is looked at, and the one after which the violation was found: lines over everything. */
export function drawLines(scene: Scene): void {
  const { context, layout, model, palette, step } = scene;
  const upright = (at: number, color: string, width: number): number => {
    const x = Math.round(xOf(scene, at)) + 0.5;
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x, RULER_PX - 4);
    context.lineTo(x, layout.heightPx);
    context.stroke();
    return x;
  };
  const { steps, violation, violationStep } = model.report.chronicle;
  if (violation !== undefined) {
    upright(violationStep, palette.alarm, 1.5);
    flag(scene);
  }
  const x = upright(step, palette.accent, 1.5);
  const lane = layout.laneOf(steps[step]!.place);
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, lane?.middlePx ?? RULER_PX + 18, 8, 0, 2 * Math.PI);
  context.stroke();
}

/** Right of the violation's line, or left of it where there is no room. */
function flagLeft(scene: Scene): number {
  const { chronicle } = scene.model.report;
  const x = xOf(scene, chronicle.violationStep);
  return x + FLAG_PX > scene.widthPx ? x - FLAG_PX : x;
}

function flag(scene: Scene): void {
  const { context, palette } = scene;
  const left = flagLeft(scene);
  context.fillStyle = palette.alarm;
  context.fillRect(left, 3, FLAG_PX, 15);
  write(scene, "violation", left + FLAG_PX / 2, 11, { color: palette.surface, size: 10, weight: 600, align: "center" });
}

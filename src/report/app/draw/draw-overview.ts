import { type State, stepOf } from "../state.ts";
import { prepare } from "./draw.ts";
import { roleColor } from "./glyphs.ts";
import type { Palette } from "./palette.ts";

export const OVERVIEW_PX = 34;
/** Lifelines that are longer than this are sampled: there are not more dots than that anyway. */
const SAMPLES = 2000;

/** The whole run in one strip: who led and who was down, where links were cut, what is seen, where the violation is. */
export function drawOverview(canvas: HTMLCanvasElement, state: State, palette: Palette): void {
  const width = state.widthPx.value;
  const context = prepare(canvas, width, OVERVIEW_PX, palette);
  if (context === undefined) return;
  const { widthPx } = state.scale.value;
  const factor = width / Math.max(width, widthPx);
  const xOf = (step: number): number => state.scale.value.xOfStep(step) * factor;
  drawLives(context, state, palette, xOf);
  context.globalAlpha = 0.2;
  context.fillStyle = palette.cut;
  const last = state.model.timesUs.length - 1;
  for (const { fromStep, untilStep } of state.model.cuts) {
    const left = xOf(fromStep);
    context.fillRect(left, 0, Math.max(1, xOf(Math.min(last, untilStep)) - left), OVERVIEW_PX);
  }
  context.globalAlpha = 1;
  const bar = (step: number, color: string): void => {
    context.fillStyle = color;
    context.fillRect(Math.round(xOf(step)) - 1, 0, 2, OVERVIEW_PX);
  };
  const { violation, violationStep } = state.model.report.chronicle;
  if (violation !== undefined) bar(violationStep, palette.alarm);
  bar(stepOf(state), palette.accent);
  if (widthPx <= width) return;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1;
  context.strokeRect(state.scrollPx.value * factor + 0.5, 0.5, Math.max(6, width * factor) - 1, OVERVIEW_PX - 1);
}

function drawLives(
  context: CanvasRenderingContext2D,
  state: State,
  palette: Palette,
  xOf: (step: number) => number,
): void {
  const lines = state.model.stateLines.slice(1);
  const height = (OVERVIEW_PX - 6) / lines.length;
  for (const [row, { states, steps }] of lines.entries()) {
    const stride = Math.ceil(states.length / SAMPLES);
    for (let at = 0; at < states.length; at += stride) {
      const { role } = states[at]!;
      const isQuiet = role === "follower" || role === "learner";
      const left = xOf(steps[at]!);
      const right = at + stride < states.length ? xOf(steps[at + stride]!) : xOf(state.model.timesUs.length - 1);
      context.fillStyle = roleColor(role, palette);
      context.globalAlpha = isQuiet ? 0.25 : 0.9;
      context.fillRect(left, 3 + row * height, Math.max(0.5, right - left), Math.max(1, height - 1));
    }
  }
  context.globalAlpha = 1;
}

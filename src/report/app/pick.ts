import type { Move } from "./model/moves.ts";
import type { State } from "./state.ts";

const NEAR_STEP_PX = 10;
const NEAR_LETTER_PX = 5;

/** What lies at a place of the diagram: a step on its lane, or else a message, or else the nearest step of all. */
export function pick(state: State, xPx: number, yPx: number): Move {
  const scale = state.scale.value;
  const nearest = scale.stepNear(xPx);
  return stepAt(state, xPx, yPx) ?? letterAt(state, xPx, yPx, nearest) ?? { step: nearest };
}

function stepAt({ layout, model, scale }: State, xPx: number, yPx: number): Move | undefined {
  const { shown, rankAt, xOfStep } = scale.value;
  let best: { readonly step: number; readonly distance: number } | undefined;
  for (let rank = Math.max(0, rankAt(xPx - NEAR_STEP_PX) - 1); rank < shown.length; rank++) {
    const step = shown[rank]!;
    const x = xOfStep(step);
    if (x > xPx + NEAR_STEP_PX) break;
    const y = layout.value.laneOf(model.report.chronicle.steps[step]!.place)?.middlePx;
    if (y === undefined) continue;
    const distance = Math.max(Math.abs(x - xPx), Math.abs(y - yPx));
    if (distance <= NEAR_STEP_PX && distance < (best?.distance ?? Infinity)) best = { step, distance };
  }
  return best === undefined ? undefined : { step: best.step };
}

function letterAt({ layout, model, scale, view }: State, xPx: number, yPx: number, near: number): Move | undefined {
  const { messages } = model.report.chronicle;
  let best: { readonly move: Move; readonly distance: number } | undefined;
  const margin = 64;
  for (const message of model.spans.between(near - margin, near + margin)) {
    const letter = messages[message]!;
    const from = layout.value.laneOf(letter.from)?.middlePx;
    const to = layout.value.laneOf(letter.to)?.middlePx;
    if (from === undefined || to === undefined || view.value.without.includes(letter.kind)) continue;
    for (const { step } of letter.arrivals) {
      const distance = distanceTo(xPx, yPx, scale.value.xOfStep(letter.sentStep), from, scale.value.xOfStep(step), to);
      if (distance <= NEAR_LETTER_PX && distance < (best?.distance ?? Infinity))
        best = { move: { step, message }, distance };
    }
    if (letter.arrivals.length > 0) continue;
    const x = scale.value.xOfStep(letter.sentStep);
    const distance = distanceTo(xPx, yPx, x, from, x + 30, from + (to - from) / 2);
    if (distance <= NEAR_LETTER_PX && distance < (best?.distance ?? Infinity)) {
      best = { move: { step: letter.sentStep, message }, distance };
    }
  }
  return best?.move;
}

/** From a point to a line between two others. */
function distanceTo(x: number, y: number, fromX: number, fromY: number, toX: number, toY: number): number {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const share = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / Math.max(1, dx * dx + dy * dy)));
  return Math.sqrt((x - fromX - share * dx) ** 2 + (y - fromY - share * dy) ** 2);
}

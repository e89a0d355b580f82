import { type State, stepOf } from "../state.ts";
import { drawBands } from "./draw-bands.ts";
import { drawLanes } from "./draw-lanes.ts";
import { drawLetters } from "./draw-letters.ts";
import { drawOperations } from "./draw-operations.ts";
import { drawLines, drawRuler } from "./draw-ruler.ts";
import { drawCrashes, drawSteps } from "./draw-steps.ts";
import type { Palette } from "./palette.ts";
import type { Scene } from "./scene.ts";

/** Beyond the edges of what is seen, in pixels: what stands there may reach into it. */
const BEYOND_PX = 60;

/** Draws what can be seen of the diagram, and nothing else, however long it is. */
export function draw(canvas: HTMLCanvasElement, state: State, palette: Palette): void {
  const context = prepare(canvas, state.widthPx.value, state.layout.value.heightPx, palette);
  if (context === undefined) return;
  const scene = sceneOf(context, state, palette);
  drawBands(scene);
  drawLanes(scene);
  drawOperations(scene);
  drawLetters(scene);
  drawSteps(scene);
  drawCrashes(scene);
  drawRuler(scene);
  drawLines(scene);
}

function sceneOf(context: CanvasRenderingContext2D, state: State, palette: Palette): Scene {
  const { layout, model, ofKey } = state;
  const scale = state.scale.value;
  const scrollPx = state.scrollPx.value;
  const widthPx = state.widthPx.value;
  const firstStep = scale.shown[Math.max(0, scale.rankAt(scrollPx - BEYOND_PX) - 1)]!;
  const lastStep = scale.shown[Math.min(scale.shown.length - 1, scale.rankAt(scrollPx + widthPx + BEYOND_PX))]!;
  return {
    context,
    model,
    scale,
    layout: layout.value,
    palette,
    view: state.view.value,
    step: stepOf(state),
    ofKey: ofKey.value,
    scrollPx,
    widthPx,
    firstStep,
    lastStep,
  };
}

/** As many dots as the screen has, and pixels as units; undefined while it has no size. */
export function prepare(
  canvas: HTMLCanvasElement,
  widthPx: number,
  heightPx: number,
  palette: Palette,
): CanvasRenderingContext2D | undefined {
  if (widthPx <= 0) return undefined;
  const dots = devicePixelRatio;
  const [width, height] = [Math.round(widthPx * dots), Math.round(heightPx * dots)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${widthPx}px`;
    canvas.style.height = `${heightPx}px`;
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(dots, 0, 0, dots, 0, 0);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, widthPx, heightPx);
  return context;
}

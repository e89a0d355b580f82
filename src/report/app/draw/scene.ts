import type { View } from "../model/fragment.ts";
import type { Layout } from "../model/lanes.ts";
import type { Model } from "../model/model.ts";
import type { Scale } from "../model/scale.ts";
import type { Palette } from "./palette.ts";

/** All that one picture is made of. Places are those of the canvas: what is scrolled away is left of 0. */
export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly model: Model;
  readonly scale: Scale;
  readonly layout: Layout;
  readonly palette: Palette;
  readonly view: View;
  /** The step that is looked at. */
  readonly step: number;
  readonly ofKey: Uint8Array | undefined;
  readonly scrollPx: number;
  readonly widthPx: number;
  /** The first and the last step to be seen, with some beyond the edges. */
  readonly firstStep: number;
  readonly lastStep: number;
}

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

/** How visible what is not the matter remains. */
export const DIM = 0.16;

export function xOf({ scale, scrollPx }: Scene, step: number): number {
  return scale.xOfStep(step) - scrollPx;
}

export function isLit({ model, ofKey, view }: Scene, step: number): boolean {
  if (ofKey !== undefined && ofKey[step] === 0) return false;
  return view.show === "all" || model.isCause[step] === 1;
}

export function write(
  { context }: Scene,
  text: string,
  x: number,
  y: number,
  {
    color,
    size = 11,
    weight = 400,
    align = "left",
  }: { color: string; size?: number; weight?: number; align?: CanvasTextAlign },
): number {
  context.font = `${weight} ${size}px ${FONT}`;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillStyle = color;
  context.fillText(text, x, y);
  return context.measureText(text).width;
}

import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { drawOverview } from "./draw/draw-overview.ts";
import { stepText } from "./model/words.ts";
import { goTo, type State, stepOf } from "./state.ts";
import { usePalette } from "./use-palette.ts";

/** The scrubber: the whole run in one strip, to be dragged along. */
export function Overview({ state }: { readonly state: State }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette(state);
  useSignalEffect(() => drawOverview(canvas.current!, state, palette.value));
  const scrub = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    canvas.current!.setPointerCapture(event.pointerId);
    const { left, width } = canvas.current!.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    goTo(state, { step: state.scale.value.stepNear(share * Math.max(width, state.scale.value.widthPx)) });
  };
  const step = stepOf(state);
  const { chronicle, omittedSteps } = state.model.report;
  return (
    <div class="overview">
      <span class="caption">Run</span>
      <canvas
        ref={canvas}
        role="slider"
        tabIndex={0}
        aria-label="Event"
        aria-valuemin={omittedSteps}
        aria-valuemax={omittedSteps + chronicle.steps.length - 1}
        aria-valuenow={omittedSteps + step}
        aria-valuetext={stepText(chronicle.steps[step]!, chronicle)}
        onPointerDown={scrub}
        onPointerMove={scrub}
      />
    </div>
  );
}

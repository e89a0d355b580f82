import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { draw } from "./draw/draw.ts";
import { zoomBy } from "./keyboard.ts";
import { LaneLabels } from "./panels/lane-labels.tsx";
import { pick } from "./pick.ts";
import { goTo, type State, stepOf } from "./state.ts";
import { usePalette } from "./use-palette.ts";

/** Steps closer to an edge than this are brought further in. */
const MARGIN_PX = 90;

/** The space-time diagram: a canvas as wide as what is seen of it, in a box that scrolls as far as the run is long. */
export function Diagram({ state }: { readonly state: State }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette(state);

  useEffect(() => {
    const measure = (): void => {
      state.widthPx.value = box.current!.clientWidth;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    measure();
    return () => observer.disconnect();
  }, [state]);

  useSignalEffect(() => {
    const x = state.scale.value.xOfStep(stepOf(state));
    const width = state.widthPx.value;
    const left = state.scrollPx.peek();
    if (width === 0 || (x > left + MARGIN_PX && x < left + width - MARGIN_PX)) return;
    const target = Math.max(0, x - width * (x > left ? 0.72 : 0.28));
    box.current!.scrollLeft = target;
    state.scrollPx.value = box.current!.scrollLeft;
  });

  useSignalEffect(() => draw(canvas.current!, state, palette.value));

  const choose = (event: MouseEvent): void => {
    const { left, top } = canvas.current!.getBoundingClientRect();
    goTo(state, pick(state, event.clientX - left + state.scrollPx.value, event.clientY - top));
  };
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(state, event.deltaY < 0 ? 1.15 : 1 / 1.15);
  };
  const { widthPx } = state.scale.value;
  const { heightPx } = state.layout.value;
  return (
    <section class="diagram" aria-label="Space-time diagram">
      <LaneLabels state={state} />
      <div
        class="scroller"
        ref={box}
        onScroll={() => {
          state.scrollPx.value = box.current!.scrollLeft;
        }}
        onWheel={onWheel}
      >
        <div class="span" style={{ width: `${Math.max(widthPx, state.widthPx.value)}px`, height: `${heightPx}px` }}>
          <canvas
            ref={canvas}
            role="img"
            aria-label="Lanes of nodes and clients with the messages between them; the tab Events tells the same as a table."
            onClick={choose}
          />
        </div>
      </div>
    </section>
  );
}

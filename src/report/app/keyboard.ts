import { MAX_ZOOM, MIN_ZOOM } from "./model/fragment.ts";
import { waysOf } from "./model/model.ts";
import { causeOf, effectOf, nearest, neighbour } from "./model/moves.ts";
import { change, goTo, type State, stepOf } from "./state.ts";

/** One key, what it does, and how the help says it. */
interface Binding {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly act: (state: State) => void;
}

export const BINDINGS: readonly Binding[] = [
  { keys: ["ArrowLeft"], shown: "←", does: "the event before", act: (state) => byEvent(state, -1) },
  { keys: ["ArrowRight"], shown: "→", does: "the next event", act: (state) => byEvent(state, 1) },
  { keys: ["k", "ArrowUp"], shown: "k ↑", does: "to the lane above", act: (state) => byLane(state, -1) },
  { keys: ["j", "ArrowDown"], shown: "j ↓", does: "to the lane below", act: (state) => byLane(state, 1) },
  { keys: ["["], shown: "[", does: "to the cause", act: (state) => follow(state, causeOf) },
  { keys: ["]"], shown: "]", does: "to the effect", act: (state) => follow(state, effectOf) },
  { keys: ["v"], shown: "v", does: "to the violation", act: toViolation },
  {
    keys: ["Home"],
    shown: "Home",
    does: "to the beginning",
    act: (state) => goTo(state, { step: state.shown.value[0]! }),
  },
  { keys: ["End"], shown: "End", does: "to the end", act: (state) => goTo(state, { step: state.shown.value.at(-1)! }) },
  { keys: ["c"], shown: "c", does: "all events, causes lit, only causes", act: nextShow },
  { keys: ["t"], shown: "t", does: "even spacing or real time", act: nextSpacing },
  { keys: ["+", "="], shown: "+", does: "zoom in", act: (state) => zoomBy(state, 1.25) },
  { keys: ["-"], shown: "−", does: "zoom out", act: (state) => zoomBy(state, 0.8) },
  { keys: ["/"], shown: "/", does: "search", act: openSearch },
  {
    keys: ["?"],
    shown: "?",
    does: "this help",
    act: toggleHelp,
  },
  { keys: ["Escape"], shown: "Esc", does: "close", act: close },
];

/** Listens to keys, but not to those that a person types into a field. */
export function listenToKeys(state: State): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const binding = BINDINGS.find(({ keys }) => keys.includes(event.key));
    if (binding === undefined) return;
    event.preventDefault();
    binding.act(state);
  });
}

function isTyping({ key, target }: KeyboardEvent): boolean {
  if (key === "Escape" || !(target instanceof HTMLElement)) return false;
  if (target.matches("select, textarea, input:not([type=checkbox])")) return true;
  return target.matches("[role=tab], summary") && key.startsWith("Arrow");
}

function byEvent(state: State, by: 1 | -1): void {
  goTo(state, { step: neighbour(state.shown.value, stepOf(state), by) });
}

function byLane(state: State, by: 1 | -1): void {
  const { lanes } = state.layout.value;
  const { steps } = state.model.report.chronicle;
  const step = stepOf(state);
  const from = lanes.findIndex(({ endpoints }) => endpoints.includes(steps[step]!.place));
  for (let at = from + by; at >= 0 && at < lanes.length; at += by) {
    const { endpoints } = lanes[at]!;
    const found = nearest(
      state.shown.value.filter((shown) => endpoints.includes(steps[shown]!.place)),
      step,
    );
    if (found === undefined) continue;
    goTo(state, { step: found });
    return;
  }
}

function follow(state: State, where: typeof causeOf): void {
  goTo(state, where(waysOf(state.model), stepOf(state)));
}

export function toViolation(state: State): void {
  goTo(state, { step: state.model.report.chronicle.violationStep });
}

function nextShow(state: State): void {
  const { show } = state.view.value;
  change(state, { show: show === "all" ? "lit" : show === "lit" ? "only" : "all" });
}

function nextSpacing(state: State): void {
  change(state, { spacing: state.view.value.spacing === "even" ? "real" : "even" });
}

export function zoomBy(state: State, factor: number): void {
  change(state, { zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, state.view.value.zoom * factor)) });
}

function openSearch(state: State): void {
  state.isSearchOpen.value = true;
}

export function toggleHelp(state: State): void {
  state.isHelpOpen.value = !state.isHelpOpen.value;
}

function close(state: State): void {
  state.isHelpOpen.value = false;
  state.isSearchOpen.value = false;
}

import { batch, computed, effect, type Signal, signal } from "@preact/signals";
import { keySteps, shownSteps } from "./model/filters.ts";
import { fragmentOf, type View, viewOf } from "./model/fragment.ts";
import { type Layout, layOut } from "./model/lanes.ts";
import type { Model } from "./model/model.ts";
import type { Move } from "./model/moves.ts";
import { createScale, type Scale } from "./model/scale.ts";

/** More steps than this are too many to look at all: the causes alone are shown first. */
const BIG_STEPS = 400;

/** Everything on the page that changes. */
export interface State {
  readonly model: Model;
  readonly view: Signal<View>;
  readonly initial: View;
  readonly shown: { readonly value: Int32Array };
  readonly scale: { readonly value: Scale };
  readonly layout: { readonly value: Layout };
  /** 1 for steps that concern the key that is asked for; undefined if none is. */
  readonly ofKey: { readonly value: Uint8Array | undefined };
  readonly isHelpOpen: Signal<boolean>;
  readonly isSearchOpen: Signal<boolean>;
  /** Of the diagram: how far it is scrolled, and how wide it is. */
  readonly scrollPx: Signal<number>;
  readonly widthPx: Signal<number>;
}

export function createState(model: Model): State {
  const { causes, chronicle, omittedSteps } = model.report;
  const initial: View = {
    step: chronicle.violationStep + omittedSteps,
    message: -1,
    show: causes.length === 0 ? "all" : chronicle.steps.length > BIG_STEPS ? "only" : "lit",
    spacing: "even",
    zoom: 1,
    tab: "state",
    clientsApart: false,
    hidden: [],
    without: [],
    key: "",
    theme: "auto",
  };
  const view = signal(viewOf(location.hash, initial));
  /** A part of the view that is new only when it is another one. */
  const part = <Part>(read: (view: View) => Part) => {
    const text = computed(() => JSON.stringify(read(view.value)));
    return computed(() => JSON.parse(text.value) as Part);
  };
  const filters = part(({ hidden, show, without }) => ({ hidden, show, without }));
  const lanes = part(({ clientsApart, hidden }) => ({ clientsApart, hidden }));
  const scaling = part(({ spacing, zoom }) => ({ spacing, zoom }));
  const key = part((view) => view.key);
  const widthPx = signal(0);
  const shown = computed(() => shownSteps(model, filters.value));
  return {
    model,
    view,
    initial,
    shown,
    scale: computed(() => {
      const { spacing, zoom } = scaling.value;
      return createScale(model.timesUs, shown.value, spacing, zoom, widthPx.value);
    }),
    layout: computed(() => layOut(chronicle, lanes.value)),
    ofKey: computed(() => (key.value === "" ? undefined : keySteps(model, key.value))),
    isHelpOpen: signal(false),
    isSearchOpen: signal(false),
    scrollPx: signal(0),
    widthPx,
  };
}

export function change(state: State, changes: Partial<View>): void {
  state.view.value = { ...state.view.peek(), ...changes };
}

/** The step that is looked at, by its place in the chronicle. */
export function stepOf({ model, view }: State): number {
  const { chronicle, omittedSteps } = model.report;
  return Math.min(chronicle.steps.length - 1, Math.max(0, view.value.step - omittedSteps));
}

export function goTo(state: State, { message, step }: Move): void {
  batch(() => change(state, { step: step + state.model.report.omittedSteps, message: message ?? -1 }));
}

/** Keeps the address of the page and the view the same. */
export function followAddress(state: State): void {
  effect(() => {
    const fragment = `#${fragmentOf(state.view.value, state.initial)}`;
    if (fragment !== location.hash) history.replaceState(null, "", fragment);
  });
  addEventListener("hashchange", () => {
    state.view.value = viewOf(location.hash, state.initial);
  });
}

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { found } from "../model/find.ts";
import { goTo, type State, stepOf } from "../state.ts";

/** Goes from one step to the next that says what is searched for. */
export function Search({ state }: { readonly state: State }) {
  const field = useRef<HTMLInputElement>(null);
  const isMissing = useSignal(false);
  const isOpen = state.isSearchOpen.value;
  useEffect(() => field.current?.focus(), [isOpen]);
  if (!isOpen) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    const words = field.current!.value;
    const step = found(state.model.report.chronicle, state.shown.value, stepOf(state), words, event.shiftKey ? -1 : 1);
    isMissing.value = step === undefined;
    if (step !== undefined) goTo(state, { step });
  };
  return (
    <search class="search">
      <input ref={field} type="search" aria-label="Search events" placeholder="n2 votes…" onKeyDown={onKeyDown} />
      <span aria-live="polite">{isMissing.value ? "nowhere" : "Enter: next · Shift Enter: before · Esc"}</span>
    </search>
  );
}

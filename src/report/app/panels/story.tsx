import { useEffect, useRef } from "preact/hooks";
import { timeText } from "../model/words.ts";
import { goTo, type State, stepOf } from "../state.ts";

/** What led to the violation, in sentences; the one that tells of the event that is looked at is marked, and seen. */
export function Story({ state }: { readonly state: State }) {
  const list = useRef<HTMLOListElement>(null);
  const step = stepOf(state);
  const { story } = state.model.report;
  const current = story.findLastIndex(({ steps }) => steps.includes(step));
  useEffect(() => {
    const item = list.current?.children[current];
    if (item instanceof HTMLElement) list.current!.scrollTop = item.offsetTop - list.current!.clientHeight / 2;
  }, [current]);
  if (story.length === 0) return <p class="muted">Nothing was broken: there is no story.</p>;
  return (
    <ol class="story" ref={list}>
      {story.map(({ atUs, isBreach, steps, text }, at) => (
        <li key={at} class={isBreach ? "breach" : undefined} aria-current={at === current ? "step" : undefined}>
          {/* What only steps tell of that were left out leads nowhere. */}
          <button type="button" disabled={steps.length === 0} onClick={() => goTo(state, { step: steps.at(-1)! })}>
            <span class="muted">{at + 1}</span>
            <span class="muted">{timeText(atUs)}</span>
            <span>{text}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

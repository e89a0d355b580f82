import { useEffect, useRef } from "preact/hooks";
import { sentence } from "../../story/sentences.ts";
import { timeText } from "../model/words.ts";
import { goTo, type State, stepOf } from "../state.ts";

/** What led to the violation, in sentences; the one that tells of the event that is looked at is marked, and seen. */
export function Story({ state }: { readonly state: State }) {
  const list = useRef<HTMLOListElement>(null);
  const step = stepOf(state);
  const { story } = state.model;
  const current = story.findLastIndex(({ steps }) => steps.includes(step));
  useEffect(() => {
    const item = list.current?.children[current];
    if (item instanceof HTMLElement) list.current!.scrollTop = item.offsetTop - list.current!.clientHeight / 2;
  }, [current]);
  if (story.length === 0) return <p class="muted">Nothing was broken: there is no story.</p>;
  return (
    <ol class="story" ref={list}>
      {story.map((item, at) => (
        <li key={`${item.steps[0]} ${sentence(item)}`} aria-current={at === current ? "step" : undefined}>
          <button type="button" onClick={() => goTo(state, { step: item.steps.at(-1)! })}>
            <span class="muted">{at + 1}</span>
            <span class="muted">{timeText(item.atUs)}</span>
            <span>{sentence(item)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

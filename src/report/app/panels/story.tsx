import { sentence } from "../../story/sentences.ts";
import { timeText } from "../model/words.ts";
import { goTo, type State, stepOf } from "../state.ts";

/** What led to the violation, in sentences; the one that tells of the event that is looked at is marked. */
export function Story({ state }: { readonly state: State }) {
  const step = stepOf(state);
  const { story } = state.model;
  if (story.length === 0) return <p class="muted">Nothing was broken: there is no story.</p>;
  return (
    <ol class="story">
      {story.map((item) => (
        <li key={`${item.steps[0]} ${sentence(item)}`} aria-current={item.steps.includes(step) ? "step" : undefined}>
          <button type="button" onClick={() => goTo(state, { step: item.steps.at(-1)! })}>
            <span class="muted">{timeText(item.atUs)}</span> {sentence(item)}
          </button>
        </li>
      ))}
    </ol>
  );
}

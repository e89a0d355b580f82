import { lastAtOrBefore } from "../model/search.ts";
import { factText, placeName, stepText, timeText } from "../model/words.ts";
import { goTo, type State, stepOf } from "../state.ts";

/** So many events are in the table at a time, around the one that is looked at. */
const ROWS = 80;

/** The diagram as a table: the same steps, in words. */
export function EventsTable({ state }: { readonly state: State }) {
  const { isCause, report } = state.model;
  const { chronicle, omittedSteps } = report;
  const shown = state.shown.value;
  const step = stepOf(state);
  const first = Math.max(0, Math.min(lastAtOrBefore(shown, step) - ROWS / 2, shown.length - ROWS));
  const rows = Array.from(shown.subarray(first, first + ROWS));
  return (
    <table class="events">
      <caption>
        Steps {first + 1} to {first + rows.length} of the {shown.length.toLocaleString("en")} that the diagram shows
      </caption>
      <thead>
        <tr>
          {["step", "time", "where", "what", "observed"].map((title) => (
            <th scope="col" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((at) => {
          const { atUs, facts, place } = chronicle.steps[at]!;
          return (
            <tr key={at} aria-current={at === step ? "step" : undefined} class={isCause[at] === 1 ? "cause" : ""}>
              <th scope="row">
                <button type="button" onClick={() => goTo(state, { step: at })}>
                  {at + omittedSteps}
                </button>
              </th>
              <td>{timeText(atUs)}</td>
              <td>{placeName(place, chronicle)}</td>
              <td>{stepText(chronicle.steps[at]!, chronicle)}</td>
              <td>
                {facts
                  .slice(0, 4)
                  .map((fact) => factText(fact, chronicle))
                  .join("; ")}
                {facts.length > 4 && `; and ${facts.length - 4} more`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

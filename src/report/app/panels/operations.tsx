import { nearest } from "../model/moves.ts";
import { commandText, resultText } from "../model/operations.ts";
import { placeName, timeText } from "../model/words.ts";
import { goTo, type State, stepOf } from "../state.ts";

/** So many rows are on the page at a time, around the event that is looked at. */
const ROWS = 60;

/** What clients asked for and were told, and where it took effect. */
export function Operations({ state }: { readonly state: State }) {
  const { operations, report } = state.model;
  const { chronicle, linearizability } = report;
  const step = stepOf(state);
  const invocations = operations.map(({ invokedStep }) => invokedStep);
  const near = invocations.indexOf(nearest(invocations, step) ?? 0);
  const first = Math.max(0, Math.min(near - ROWS / 2, operations.length - ROWS));
  const rows = operations.slice(first, first + ROWS);
  const link = (at: number | undefined) =>
    at !== undefined && (
      <button type="button" onClick={() => goTo(state, { step: at })}>
        {timeText(chronicle.steps[at]!.atUs)}
      </button>
    );
  if (rows.length === 0) return <p class="muted">No client asked for anything.</p>;
  return (
    <>
      {rows.length < operations.length && (
        <p class="muted">
          {first + 1} to {first + rows.length} of {operations.length.toLocaleString("en")}, around the event that is
          looked at
        </p>
      )}
      <table class="operations">
        <thead>
          <tr>
            {["client", "command", "invoked", "takes effect", "returned", "result"].map((title) => (
              <th scope="col" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((operation) => {
            const {
              appliedStep,
              client,
              command,
              consistency,
              ending,
              index,
              invokedStep,
              result,
              returnedStep,
              sequence,
            } = operation;
            const isCulprit = linearizability?.client === client && linearizability.sequence === sequence;
            const isOpen = invokedStep <= step && step <= (returnedStep ?? Number.POSITIVE_INFINITY);
            return (
              <tr key={`${client} ${sequence}`} class={`${isCulprit ? "alarm" : ""} ${isOpen ? "open" : ""}`}>
                <th scope="row">
                  {placeName(client, chronicle)} #{sequence}
                </th>
                <td>
                  {commandText(command)}
                  {consistency !== undefined && <span class="muted"> {consistency}</span>}
                </td>
                <td>{link(invokedStep)}</td>
                <td>
                  {link(appliedStep)}
                  {index !== undefined && <span class="muted"> at {index}</span>}
                </td>
                <td>{link(returnedStep)}</td>
                <td>{ending === "answered" ? resultText(result) : (ending ?? "open")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

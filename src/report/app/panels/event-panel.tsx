import type { Letter } from "../../../fuzz/chronicle/chronicle.ts";
import { waysOf } from "../model/model.ts";
import { causeOf, effectOf, type Move } from "../model/moves.ts";
import { factText, fateText, kindText, placeName, stepText, timeText } from "../model/words.ts";
import { change, goTo, type State, stepOf } from "../state.ts";

/** Of events in which very much is observed only so many observations are listed. */
const MAX_FACTS = 40;

/** The event that is looked at: what happened, what was observed, what was sent, and its message if one is chosen. */
export function EventPanel({ state }: { readonly state: State }) {
  const { model, view } = state;
  const { chronicle, omittedSteps } = model.report;
  const at = stepOf(state);
  const step = chronicle.steps[at]!;
  const chosen = chronicle.messages[view.value.message];
  return (
    <section class="panel event" aria-label="Event">
      <p class="eyebrow">
        Step {(at + omittedSteps).toLocaleString("en")} · event {step.event.toLocaleString("en")} ·{" "}
        {timeText(step.atUs)}
        {model.isCause[at] === 1 && <span class="tag">cause</span>}
        {at === chronicle.violationStep && chronicle.violation !== undefined && (
          <span class="tag alarm">violation</span>
        )}
      </p>
      <h2 aria-live="polite">{stepText(step, chronicle)}</h2>
      <Ways state={state} at={at} />
      {step.message !== undefined && <Message state={state} message={step.message} />}
      <ul class="observed">
        {step.facts.slice(0, MAX_FACTS).map((fact, place) => (
          <li key={place}>{factText(fact, chronicle)}</li>
        ))}
        {step.facts.length > MAX_FACTS && <li class="muted">and {step.facts.length - MAX_FACTS} more</li>}
      </ul>
      {step.sent.length > 0 && <h3>Sent</h3>}
      <ul class="letters">
        {step.sent.map((message) => (
          <Sent key={message} state={state} message={message} letter={chronicle.messages[message]!} />
        ))}
      </ul>
      {chosen !== undefined && view.value.message !== step.message && (
        <Message state={state} message={view.value.message} />
      )}
    </section>
  );
}

function Ways({ at, state }: { readonly state: State; readonly at: number }) {
  const { report } = state.model;
  const way = (name: string, move: Move) =>
    move.step !== at && (
      <button type="button" onClick={() => goTo(state, move)}>
        {name}: {stepText(report.chronicle.steps[move.step]!, report.chronicle)}
      </button>
    );
  return (
    <div class="ways">
      {way("[ cause", causeOf(waysOf(state.model), at))}
      {way("] effect", effectOf(waysOf(state.model), at))}
    </div>
  );
}

function Message({ message, state }: { readonly state: State; readonly message: number }) {
  const { chronicle } = state.model.report;
  const letter = chronicle.messages[message]!;
  return (
    <div class="message">
      <p>
        <b>
          {placeName(letter.from, chronicle)} → {placeName(letter.to, chronicle)}
        </b>{" "}
        {kindText(letter).replace(/^an? /, "")}
        {letter.term > 0 && <span class="muted"> · term {letter.term}</span>}
      </p>
      <p class="contents">{letter.text}</p>
      <p class="muted">
        sent at {timeText(letter.sentAtUs)}; {fateText(letter)}
      </p>
    </div>
  );
}

function Sent({
  letter,
  message,
  state,
}: {
  readonly state: State;
  readonly message: number;
  readonly letter: Letter;
}) {
  const { chronicle } = state.model.report;
  return (
    <li>
      <button
        type="button"
        onClick={() => change(state, { message })}
        aria-pressed={state.view.value.message === message}
      >
        → {placeName(letter.to, chronicle)} {letter.kind.replaceAll("-", " ")} <span class="muted">{letter.text}</span>
      </button>
    </li>
  );
}

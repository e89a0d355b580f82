import { toggleHelp, toViolation, zoomBy } from "../keyboard.ts";
import { keysOf } from "../model/filters.ts";
import type { View } from "../model/fragment.ts";
import { placeName } from "../model/words.ts";
import { change, type State } from "../state.ts";

const SHOWS = { all: "All", lit: "Causes lit", only: "Only causes" } as const;
const SPACINGS = { even: "Even", real: "Real time" } as const;
const THEMES = { auto: "Auto", light: "Light", dark: "Dark" } as const;

/** How the diagram is drawn, and what is left out of it. */
export function Toolbar({ state }: { readonly state: State }) {
  const { view } = state;
  return (
    <div class="toolbar" role="toolbar" aria-label="Diagram">
      <Choice name="Show" choices={SHOWS} value={view.value.show} choose={(show) => change(state, { show })} />
      <Choice
        name="Spacing"
        choices={SPACINGS}
        value={view.value.spacing}
        choose={(spacing) => change(state, { spacing })}
      />
      <div class="choice">
        <button type="button" aria-label="Zoom out" onClick={() => zoomBy(state, 0.8)}>
          −
        </button>
        <button type="button" aria-label="Zoom in" onClick={() => zoomBy(state, 1.25)}>
          +
        </button>
      </div>
      <Filters state={state} />
      <Count state={state} />
      <button type="button" class="alarm" onClick={() => toViolation(state)}>
        Violation
      </button>
      <Choice name="Theme" choices={THEMES} value={view.value.theme} choose={(theme) => change(state, { theme })} />
      <button type="button" aria-label="Help" onClick={() => toggleHelp(state)}>
        ?
      </button>
    </div>
  );
}

/** Whatever is left out is said. */
function Count({ state }: { readonly state: State }) {
  const shown = state.shown.value.length;
  const all = state.model.timesUs.length;
  const words =
    shown === all
      ? `${all.toLocaleString("en")} steps`
      : `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} steps`;
  return <span class="space muted">{words}</span>;
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly choices: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly choose: (value: Value) => void;
}

function Choice<Value extends string>({ choices, choose, name, value }: ChoiceProps<Value>) {
  return (
    <fieldset class="choice" aria-label={name}>
      {(Object.keys(choices) as Value[]).map((choice) => (
        <button type="button" key={choice} aria-pressed={choice === value} onClick={() => choose(choice)}>
          {choices[choice]}
        </button>
      ))}
    </fieldset>
  );
}

function Filters({ state }: { readonly state: State }) {
  const { model, view } = state;
  const { chronicle } = model.report;
  const endpoints = Array.from({ length: chronicle.nodes + chronicle.clients }, (_, at) => at + 1);
  const { clientsApart, hidden, key, without } = view.value;
  const count = hidden.length + without.length + Number(key !== "");
  return (
    <details class="filters">
      <summary>Filter{count > 0 && <b> {count}</b>}</summary>
      <div class="menu">
        <Boxes
          title="Lanes"
          values={endpoints}
          name={(endpoint) => placeName(endpoint, chronicle)}
          off={hidden}
          set={(hidden) => change(state, { hidden })}
        />
        <Boxes
          title="Messages"
          values={model.kinds}
          name={(kind) => kind.replaceAll("-", " ")}
          off={without}
          set={(without) => change(state, { without })}
        />
        <label>
          Key{" "}
          <select value={key} onChange={(event) => change(state, { key: event.currentTarget.value })}>
            <option value="">any</option>
            {keysOf(model).map((key) => (
              <option key={key}>{key}</option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={clientsApart}
            onChange={() => change(state, { clientsApart: !clientsApart } satisfies Partial<View>)}
          />{" "}
          a lane for each client
        </label>
      </div>
    </details>
  );
}

interface BoxesProps<Value> {
  readonly title: string;
  readonly values: readonly Value[];
  readonly name: (value: Value) => string;
  readonly off: readonly Value[];
  readonly set: (off: readonly Value[]) => void;
}

function Boxes<Value>({ name, off, set, title, values }: BoxesProps<Value>) {
  const turn = (value: Value): void => {
    set(off.includes(value) ? off.filter((other) => other !== value) : [...off, value]);
  };
  return (
    <fieldset>
      <legend>{title}</legend>
      {values.map((value) => (
        <label key={name(value)}>
          <input type="checkbox" checked={!off.includes(value)} onChange={() => turn(value)} /> {name(value)}
        </label>
      ))}
    </fieldset>
  );
}

import { BINDINGS, toggleHelp } from "../keyboard.ts";
import type { State } from "../state.ts";
import { Legend } from "./legend.tsx";

/** The keys, and what the shapes mean. */
export function Help({ state }: { readonly state: State }) {
  if (!state.isHelpOpen.value) return null;
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label="Help">
      <div class="card">
        <button type="button" class="close" onClick={() => toggleHelp(state)} aria-label="Close">
          ×
        </button>
        <h2>Keys</h2>
        <dl class="keys">
          {BINDINGS.map(({ does, shown }) => (
            <div key={shown}>
              <dt>
                <kbd>{shown}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <h2>Legend</h2>
        <Legend />
      </div>
    </div>
  );
}

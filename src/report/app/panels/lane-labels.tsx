import { stateAfter } from "../model/state-line.ts";
import { type State, stepOf } from "../state.ts";
import { RoleShape } from "./role-shape.tsx";

/** Beside each lane its name, and the role and term of its node after the event that is looked at. */
export function LaneLabels({ state }: { readonly state: State }) {
  const { lanes, heightPx } = state.layout.value;
  const step = stepOf(state);
  const { steps } = state.model.report.chronicle;
  return (
    <div class="lane-labels" style={{ height: `${heightPx}px` }}>
      {lanes.map(({ endpoints, heightPx, isNode, name, topPx }) => {
        const now = isNode ? stateAfter(state.model.stateLines[endpoints[0]!]!, step) : undefined;
        const isHere = endpoints.includes(steps[step]!.place);
        return (
          <div key={name} class={isHere ? "lane here" : "lane"} style={{ top: `${topPx}px`, height: `${heightPx}px` }}>
            <strong>{name}</strong>
            {now !== undefined && (
              <span class="role">
                <RoleShape role={now.role} />
                {now.isPaused ? "paused" : now.role}
                {now.term > 0 && <span class="term-of">term {now.term}</span>}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

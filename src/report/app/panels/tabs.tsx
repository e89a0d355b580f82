import type { View } from "../model/fragment.ts";
import { change, type State } from "../state.ts";
import { EventsTable } from "./events-table.tsx";
import { Ladders } from "./ladders.tsx";
import { NodeStates } from "./node-states.tsx";
import { Operations } from "./operations.tsx";
import { Story } from "./story.tsx";

const TABS = {
  state: "Nodes and logs",
  story: "Story",
  operations: "Client operations",
  events: "Events",
} as const;

/** What is known besides the event itself, one thing at a time. */
export function Tabs({ state }: { readonly state: State }) {
  const { tab } = state.view.value;
  return (
    <section class="panel tabs" aria-label="Details">
      <div role="tablist">
        {(Object.keys(TABS) as View["tab"][]).map((name) => (
          <button
            type="button"
            role="tab"
            key={name}
            aria-selected={name === tab}
            onClick={() => change(state, { tab: name })}
          >
            {TABS[name]}
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-label={TABS[tab]}>
        {tab === "state" && (
          <div class="nodes">
            <NodeStates state={state} />
            <Ladders state={state} />
          </div>
        )}
        {tab === "story" && <Story state={state} />}
        {tab === "operations" && <Operations state={state} />}
        {tab === "events" && <EventsTable state={state} />}
      </div>
    </section>
  );
}

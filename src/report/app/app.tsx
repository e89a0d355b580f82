import { Diagram } from "./diagram.tsx";
import { Overview } from "./overview.tsx";
import { EventPanel } from "./panels/event-panel.tsx";
import { Header } from "./panels/header.tsx";
import { Help } from "./panels/help.tsx";
import { Search } from "./panels/search.tsx";
import { Tabs } from "./panels/tabs.tsx";
import { Toolbar } from "./panels/toolbar.tsx";
import type { State } from "./state.ts";

/** The page: what broke, the diagram, and beneath it what is known of the event that is looked at. */
export function App({ state }: { readonly state: State }) {
  return (
    <>
      <Header report={state.model.report} />
      <main>
        <Toolbar state={state} />
        <Diagram state={state} />
        <Overview state={state} />
        <div class="below">
          <EventPanel state={state} />
          <Tabs state={state} />
        </div>
      </main>
      <Help state={state} />
      <Search state={state} />
    </>
  );
}

import { render } from "preact";
import { App } from "./app.tsx";
import { listenToKeys } from "./keyboard.ts";
import { modelOf } from "./model/model.ts";
import { readReport } from "./read-report.ts";
import { createState, followAddress } from "./state.ts";
import "./styles/page.css";
import "./styles/diagram.css";
import "./styles/panels.css";
import "./styles/tables.css";
import "./styles/ladders.css";
import "./styles/sheets.css";

const report = await readReport();
document.title = report.title;
const state = createState(modelOf(report));
followAddress(state);
listenToKeys(state);
render(<App state={state} />, document.getElementById("app")!);

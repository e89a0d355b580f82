import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { loadScenario, scenarioNames } from "../fuzz/scenarios/scenario-file.ts";
import { describeScenarios } from "../report/scenarios.ts";
import { chaosCommand } from "./chaos-options.ts";
import { EXIT } from "./exit-status.ts";
import { openTerminal } from "./terminal.ts";

/** Prints the scenarios that come with kraft; gives the exit status. */
export function listScenarios(asJson: boolean): number {
  const scenarios = scenarioNames().map(loadScenario);
  const { print, width } = openTerminal();
  if (!asJson) print(...describeScenarios(scenarios, width));
  else {
    const listed = scenarios.map(({ name, title, expects }) => ({ name, title, expects }));
    print(JSON.stringify({ tool: chaosCommand.name, version: PACKAGE_VERSION, scenarios: listed }, null, 2));
  }
  return EXIT.nothingFound;
}

import { join } from "node:path";
import { z } from "zod";
import { SCENARIO_FOLDER, SCENARIO_SCHEMA } from "./scenario-file.ts";

/** Where each scenario's first line says that editors find it. */
export const EDITOR_SCHEMA_FILE = join(SCENARIO_FOLDER, "scenario.schema.json");

/**
 * The JSON Schema of a scenario's file, by which editors complete and check what a person types. Draft 7 is what they
 * know best. It cannot say what fits together: that is found when a scenario is loaded.
 */
export function editorSchema(): string {
  const schema = z.toJSONSchema(SCENARIO_SCHEMA, { io: "input", target: "draft-7" });
  return `${JSON.stringify({ title: "A scenario of kraft", ...schema }, null, 2)}\n`;
}

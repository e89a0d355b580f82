/** `npm run schema`: writes down for editors what a scenario's file may say. */
import { writeFileSync } from "node:fs";
import { EDITOR_SCHEMA_FILE, editorSchema } from "../fuzz/scenarios/scenario-editor-schema.ts";

writeFileSync(EDITOR_SCHEMA_FILE, editorSchema());
process.stdout.write(`wrote ${EDITOR_SCHEMA_FILE}\n`);

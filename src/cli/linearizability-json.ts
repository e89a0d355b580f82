import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import type { Checked } from "./linearizability-file.ts";
import type { LinearizabilityOptions } from "./linearizability-options.ts";
import type { LinearizabilityOutput } from "./linearizability-text.ts";

/** One JSON document, printed when all files are checked. */
export function createLinearizabilityJson({ model, steps }: LinearizabilityOptions): LinearizabilityOutput {
  const files: unknown[] = [];
  return {
    file: (result) => {
      files.push(result.verdict === "unreadable" ? { ...result, line: result.line ?? null } : checkedFields(result));
    },
    end: (verdict) => {
      const options = { model: model ?? null, steps };
      const document = { tool: "kraft-linearizability", version: PACKAGE_VERSION, options, verdict, files };
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    },
  };
}

function checkedFields({ file, verdict, history: { model, operations, lines }, result: { steps, refusal } }: Checked) {
  const fields = { file, verdict, model, operations: operations.length, steps };
  if (refusal === undefined) return fields;
  const { client, invokedEvent, returned } = refusal.operation;
  const refused = {
    operation: refusal.description,
    process: client,
    invokedLine: lines[invokedEvent],
    returnedLine: lines[returned!.event],
    before: refusal.objections.map(({ held, reason }) => ({ state: held, reason })),
  };
  return { ...fields, refused };
}

import { jepsenHistory } from "../../jepsen.ts";
import type { UnpackedReport } from "../../page/packed-report.ts";
import { SHIVIZ_PARSER, shivizLog } from "../../shiviz.ts";
import { download } from "../download.ts";
import { operationsOf } from "../model/operations.ts";

interface Download {
  readonly name: string;
  readonly ending: string;
  readonly hint?: string;
  readonly text: (report: UnpackedReport) => string;
}

const DOWNLOADS: readonly Download[] = [
  { name: "tape", ending: ".json", text: ({ tapeFile }) => tapeFile.text },
  { name: "history (JSON)", ending: ".history.json", text: historyText },
  { name: "history (Jepsen EDN)", ending: ".edn", text: ({ chronicle }) => jepsenHistory(chronicle) },
  {
    name: "ShiViz log",
    ending: ".shiviz.txt",
    hint: `Its log parsing regular expression: ${SHIVIZ_PARSER}`,
    text: ({ chronicle }) => shivizLog(chronicle),
  },
];

/** What a person takes along: made only when it is asked for. */
export function Downloads({ report }: { readonly report: UnpackedReport }) {
  const stem = report.tapeFile.name.replace(/\.json$/, "");
  return (
    <div class="downloads">
      <span>Download</span>
      {DOWNLOADS.map(({ ending, hint, name, text }) => (
        <button type="button" key={name} title={hint} onClick={() => download(stem + ending, text(report))}>
          {name}
        </button>
      ))}
    </div>
  );
}

/** The operations with their virtual times instead of their steps. */
function historyText({ chronicle: { steps } }: UnpackedReport): string {
  const timeOf = (step: number | undefined) => (step === undefined ? undefined : steps[step]!.atUs);
  const history = operationsOf(steps).map(({ appliedStep, invokedStep, returnedStep, ...operation }) => ({
    ...operation,
    invokedAtUs: timeOf(invokedStep),
    appliedAtUs: timeOf(appliedStep),
    returnedAtUs: timeOf(returnedStep),
  }));
  return JSON.stringify(history, undefined, 2);
}

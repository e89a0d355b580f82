import type { UnpackedReport } from "../../page/packed-report.ts";
import { download } from "../download.ts";
import { operationsOf } from "../model/operations.ts";

/** What a person takes along: made only when it is asked for. */
export function Downloads({ report }: { readonly report: UnpackedReport }) {
  const { chronicle, tapeFile } = report;
  const stem = tapeFile.name.replace(/\.json$/, "");
  const history = (): string => JSON.stringify(operationsOf(chronicle.steps), undefined, 2);
  return (
    <div class="downloads">
      <span>Download</span>
      <button type="button" onClick={() => download(tapeFile.name, tapeFile.text)}>
        tape
      </button>
      <button type="button" onClick={() => download(`${stem}.history.json`, history())}>
        history (JSON)
      </button>
    </div>
  );
}

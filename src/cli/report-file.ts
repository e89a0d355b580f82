import { closeSync, openSync, readSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { makeDirectory } from "../files/make-directory.ts";
import { writeAside } from "../fuzz/write-aside.ts";

/** Where reports go that are given no place of their own, from the working directory. */
export const REPORTS = "reports";
/** Of every report, in lower case. */
const PAGE_BEGINNING = "<!doctype html>";

/** A report that cannot be written. The message is one line for people. */
export class ReportError extends Error {
  override readonly name = "ReportError";
}

/** Where the report of a tape goes if nobody says otherwise. */
export function reportPath(tape: string): string {
  return join(REPORTS, `${basename(tape, ".json")}.html`);
}

/** Writes a report; one that was there is replaced, and nothing else is. The folder of all is made. @throws ReportError */
export function writeReport(path: string, html: string): void {
  if (!isFreeOrPage(path)) throw new ReportError(`will not replace ${path}, which is no report`);
  try {
    if (relative(REPORTS, dirname(path)) === "") makeDirectory(REPORTS);
    writeAside(path, html);
  } catch (error) {
    throw new ReportError(`cannot write the report ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Whether nothing lies there, or a page of HTML. */
function isFreeOrPage(path: string): boolean {
  const beginning = Buffer.alloc(PAGE_BEGINNING.length);
  try {
    const file = openSync(path, "r");
    readSync(file, beginning);
    closeSync(file);
  } catch {
    return true;
  }
  return beginning.toString("latin1").toLowerCase() === PAGE_BEGINNING;
}
